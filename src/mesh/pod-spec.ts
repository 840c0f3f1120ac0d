import { JsonObject } from '../manifest/object';

/** The pod's spec as it will be written, for what the mesh must know of it: its probes. */
export type PodSpec = () => JsonObject;
