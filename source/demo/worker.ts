/** The worker thread of the demo: builds the cluster, serves it, and tells the main thread where. */
import {parentPort, workerData} from 'node:worker_threads';
import {startApi} from './api/server.ts';
import {startCluster} from './start-cluster.ts';

/** What the main thread hands over. */
export type WorkerOptions = {seed: number; speed: number; token: string; nowMs: number; world: string};

const options = workerData as WorkerOptions;
const cluster = startCluster(options);
const api = await startApi(cluster, options.token);
parentPort!.postMessage({address: api.address});
