import { TEST_ENGINES } from "@heliometer/events/testing";
import { compareWithOracle } from "./oracle.suite.ts";

for (const name of TEST_ENGINES) if (name !== "clickhouse") compareWithOracle(name);
