/**
 * In the environment of all that a gateway starts, with a value of its own: what a server leaves behind is found
 * by it. Never passed on to a daemon, which outlives whoever started it.
 */
export const OWNER_VARIABLE = 'TRUNKLINE_OWNER';
