/** The bundle has no types of its own; it holds everything that `echarts/core` names. */
declare module "echarts/dist/echarts.common.min" {
  import * as core from "echarts/core";

  export = core;
}
