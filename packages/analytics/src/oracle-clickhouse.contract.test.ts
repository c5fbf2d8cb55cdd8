// Its stand-in takes as long as all other engines together, so it has a process of its own.
import { compareWithOracle } from "./oracle.suite.ts";

compareWithOracle("clickhouse");
