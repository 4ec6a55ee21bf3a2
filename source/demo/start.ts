import {randomBytes} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Worker} from 'node:worker_threads';

export type DemoOptions = {
	/** The same seed gives the same cluster. */
	seed?: number;
	/** How many seconds pass in the cluster while one passes here. */
	speed?: number;
	/** Where to write the kubeconfig; by default into a temporary directory of its own. */
	kubeconfig?: string;
	/** What is in the cluster; `empty` has nodes and namespaces only. */
	world?: 'shop' | 'empty';
};

export type Demo = {
	/** The path of a kubeconfig with the one context `demo`. */
	readonly kubeconfig: string;
	/** The address of the API server, on the loopback. */
	readonly server: string;
	/** Ends the cluster and removes its kubeconfig. */
	stop(): Promise<void>;
};

/** Starts the embedded cluster in a thread of its own; resolves once its API answers. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
	const token = randomBytes(24).toString('base64url');
	const {seed = 1, speed = 1, world = 'shop'} = options;
	const worker = new Worker(workerFile(), {
		workerData: {seed, speed, token, world, nowMs: Date.now()},
		// Flags of the main thread, such as --eval's, are none of the worker's business.
		execArgv: [],
		resourceLimits: {maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32},
	});
	const server = await addressFrom(worker);
	worker.unref();
	const directory = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
	const kubeconfig = options.kubeconfig ?? join(directory, 'kubeconfig');
	await writeFile(kubeconfig, kubeconfigText(server, token), {mode: 0o600});
	const stop = async () => {
		await worker.terminate();
		await rm(kubeconfig, {force: true});
		await rm(directory, {recursive: true, force: true});
	};
	return {kubeconfig, server, stop};
}

/** The worker's source beside this one, or its bundle beside the bundle. */
function workerFile(): string {
	const here = fileURLToPath(import.meta.url);
	return join(dirname(here), here.endsWith('.ts') ? 'worker.ts' : 'demo-worker.js');
}

function addressFrom(worker: Worker): Promise<string> {
	return new Promise((resolve, reject) => {
		worker.once('message', ({address}) => resolve(address));
		worker.once('error', reject);
		worker.once('exit', code => reject(new Error(`The demo cluster ended at once, with code ${code}.`)));
	});
}

function kubeconfigText(server: string, token: string): string {
	return `apiVersion: v1
kind: Config
clusters:
- name: demo
  cluster:
    server: ${server}
users:
- name: demo
  user:
    token: ${token}
contexts:
- name: demo
  context:
    cluster: demo
    namespace: shop
    user: demo
current-context: demo
`;
}
