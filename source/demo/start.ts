import {randomBytes} from 'node:crypto';
import {rmSync} from 'node:fs';
import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Worker} from 'node:worker_threads';

export type DemoOptions = {
	/** The same seed gives the same cluster. */
	seed?: number;
	/** How many seconds pass in the cluster while one passes here. */
	speed?: number;
	/** A file to write the kubeconfig into, which must not be there yet; else one in a temporary directory. */
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
	const tidy = () => rmSync(directory, {recursive: true, force: true});
	// Never over a file that is there: it might be somebody's only way into a cluster.
	const written = writeFile(kubeconfig, kubeconfigText(server, token), {mode: 0o600, flag: 'wx'});
	await written.catch(async error => {
		tidy();
		await worker.terminate();
		throw error;
	});
	const leave = () => {
		rmSync(kubeconfig, {force: true});
		tidy();
	};
	process.once('exit', leave);
	const stop = async () => {
		await worker.terminate();
		process.off('exit', leave);
		leave();
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
