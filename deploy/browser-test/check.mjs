// All checks, in this order: the first needs a cluster without sweeps, the others show what those before have submitted.
import "./checks/sweep.mjs";
import "./checks/failures.mjs";
import "./checks/charts.mjs";
import "./checks/controls.mjs";
import "./checks/load.mjs";
import "./checks/restart.mjs";
