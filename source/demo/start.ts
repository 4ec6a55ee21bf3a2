import {randomBytes} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Worker} from 'node:worker_threads';
import type {Rehearsal} from '../model/rehearsal.ts';
import {kubeconfigText} from './kubeconfig.ts';
import {createRehearsal} from './rehearsal.ts';
import type {Telling, WorkerOptions} from './threads.ts';

export type DemoOptions = {
	/** The same seed gives the same cluster. With one given, its time begins at a fixed moment. */
	readonly seed?: number;
	/** How many seconds pass in the cluster while one passes here. */
	readonly speed?: number;
	/** Whether the cluster's time stands until it is stepped or resumed. */
	readonly isPaused?: boolean;
	/** A file to write the kubeconfig into, which must not be there yet; else one in a temporary directory. */
	readonly kubeconfig?: string;
	/** What is in the cluster and happens to it, by name; the calm shop where left out. */
	readonly scenario?: string;
	/** Its answers bear its own time: whoever comes from outside goes by that, and knows of no other. */
	readonly tellsTime?: boolean;
	/** Called if the cluster ends by a fault of its own once it has started: whoever asks it then gets no answer. */
	onFault?(fault: Error): void;
};

export type Demo = {
	/** The path of a kubeconfig with a context for each scenario, named after it. */
	readonly kubeconfig: string;
	/** The address of the API server of the scenario it started with, on the loopback. */
	readonly server: string;
	readonly rehearsal: Rehearsal;
	/** Ends the cluster and removes its kubeconfig. */
	stop(): Promise<void>;
};

/** The embedded cluster cannot start as asked; the message is for who asked. */
export class DemoRefusal extends Error {}

/** Before anybody is awake: when the time of a seeded cluster begins. */
const aWinterNight = Date.UTC(2026, 0, 15, 3);

/** Starts the embedded cluster in a thread of its own; resolves once its API answers. Throws `DemoRefusal`. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
	const {seed, speed = 1, scenario = 'calm-shop', isPaused = false, tellsTime = false} = options;
	const token = randomBytes(24).toString('base64url');
	// At once, so that the worker loads while whoever called goes on to load something else.
	const directory = mkdtempSync(join(tmpdir(), 'sluice-demo-'));
	const tokenFile = join(directory, 'token');
	const kubeconfig = options.kubeconfig ?? join(directory, 'kubeconfig');
	const tidy = () => rmSync(directory, {recursive: true, force: true});
	const fixedStartMs = seed === undefined ? undefined : aWinterNight;
	const worker = startWorker({
		scenario,
		seed: seed ?? 1,
		speed,
		isPaused,
		fixedStartMs,
		tellsTime,
		token,
		tokenFile,
	});
	try {
		const {ready, first} = await beginningOf(worker);
		worker.unref();
		worker.on('error', fault => options.onFault?.(fault));
		const servers = Object.fromEntries(ready.scenarios.map(({name}, i) => [name, ready.servers[i]!]));
		const {authority, losing, shopless} = ready;
		const text = kubeconfigText({servers, current: scenario, authority, token, tokenFile, losing, shopless});
		// Never over a file that is there: it might be somebody's only way into a cluster.
		await writeFile(kubeconfig, text, {mode: 0o600, flag: 'wx'});
		const leave = () => {
			rmSync(kubeconfig, {force: true});
			tidy();
		};
		process.once('exit', leave);
		return {
			kubeconfig,
			server: servers[scenario]!,
			rehearsal: createRehearsal(worker, ready.scenarios, first),
			async stop() {
				await worker.terminate();
				process.off('exit', leave);
				leave();
			},
		};
	} catch (error) {
		tidy();
		await worker.terminate();
		throw error;
	}
}

function startWorker(workerData: WorkerOptions): Worker {
	return new Worker(workerFile(), {
		workerData,
		// Flags of the main thread, such as --eval's, are none of the worker's business.
		execArgv: [],
		resourceLimits: {maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 12},
	});
}

/** The worker's source beside this one, or its bundle beside the bundle. */
function workerFile(): string {
	const here = fileURLToPath(import.meta.url);
	return join(dirname(here), here.endsWith('.ts') ? 'worker.ts' : 'demo-worker.js');
}

type Ready = Extract<Telling, {type: 'ready'}>;
type First = Extract<Telling, {type: 'state'}>;

/** The worker's first words: where it serves what, and the state it begins in. */
function beginningOf(worker: Worker): Promise<{ready: Ready; first: First}> {
	return new Promise((resolve, reject) => {
		let ready: Ready | undefined;
		const hear = (telling: Telling) => {
			if (telling.type === 'refused') reject(new DemoRefusal(telling.says));
			if (telling.type === 'ready') ready = telling;
			if (telling.type !== 'state' || !ready) return;
			worker.off('message', hear);
			resolve({ready, first: telling});
		};
		worker.on('message', hear);
		worker.once('error', reject);
		worker.once('exit', code => reject(new Error(`The demo cluster ended at once, with code ${code}.`)));
	});
}
