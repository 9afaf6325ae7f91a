import { celsiusClient } from "./celsius-client.ts";
import { celsiusServer } from "./celsius-server.ts";
import { echo } from "./echo.ts";
import { gbkCutter } from "./gbk-cutter.ts";
import { gbkGreeter } from "./gbk-greeter.ts";
import { greeterClient } from "./greeter-client.ts";
import { numberedCelsius } from "./numbered-celsius.ts";
import type { Peer } from "./peer-host.ts";
import { rulesClients } from "./rules-clients.ts";
import { rulesServer } from "./rules-server.ts";
import { selectClients } from "./select-clients.ts";
import { upperServer } from "./upper-server.ts";

/** Every reference peer there is; a lesson's manifest and the playground name them by id. */
export const catalogue: readonly Peer[] = [
  echo(),
  gbkGreeter(),
  greeterClient(),
  celsiusServer(),
  celsiusClient(),
  selectClients(),
  upperServer(),
  gbkCutter(),
  numberedCelsius(),
  rulesServer(),
  rulesClients(),
];
