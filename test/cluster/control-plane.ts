import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {buildControlPlane, containerProgram, program} from './build.ts';
import {environmentsFolder} from './python.ts';

/**
 * Who may do what: admin and tester everything, viewer reads everything but
 * secrets, nsViewer reads and nsEditor changes the namespace default alone,
 * nobody may do nothing.
 */
export type Person = 'admin' | 'viewer' | 'nsViewer' | 'nsEditor' | 'nobody' | 'tester';

export interface ControlPlaneOptions {
	/** How many fake nodes; 3 unless told. */
	readonly nodes?: number;
	/** `all`, or names with commas between; none unless told. */
	readonly crds?: string;
	/** The API server's port on 127.0.0.1; any free one unless told. */
	readonly port?: number;
	/** A directory to keep; a later run on it finds the same objects. A temporary one unless told. */
	readonly directory?: string;
	/** Takes lines about the progress, without line ends. */
	readonly tell?: (line: string) => void;
	/** Gives up starting; the promise is then rejected. */
	readonly signal?: AbortSignal;
}

export interface ControlPlane {
	/** The admin's. */
	readonly kubeconfig: string;
	readonly kubeconfigs: Readonly<Record<Person, string>>;
	/** Why containers cannot run as processes here, in one sentence; undefined if they can. */
	readonly whyNoProcesses: string | undefined;
	/** Resolves to what went wrong if the control plane ends without being stopped, else to nothing. */
	readonly ended: Promise<string | undefined>;
	/** Ends the control plane and removes its temporary directory. */
	stop(): Promise<void>;
	/** Ends it as a machine does that fails: nobody is told, nothing is put away, and its directory stays. */
	kill(): Promise<void>;
}

/**
 * Builds and starts a real Kubernetes control plane with fake nodes, and
 * resolves once pods can be scheduled. It ends with this process, even if that
 * is killed: its standard input closes then.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
	const {tell = () => {}, signal} = options;
	await buildControlPlane(tell, signal);
	const directory = options.directory ? resolve(options.directory) : await temporaryDirectory();
	const child = spawn(program, parameters(options, directory), {stdio: ['pipe', 'pipe', 'pipe']});
	const end = watchEnd(child, tell);
	let isStopping = false;
	const stop = async () => {
		isStopping = true;
		child.kill('SIGTERM');
		await end;
		if (options.directory === undefined) await rm(directory, {recursive: true, force: true});
	};
	const kill = async () => {
		isStopping = true;
		child.kill('SIGKILL');
		await end;
	};
	signal?.addEventListener('abort', () => child.kill('SIGTERM'), {once: true});
	const announced = await Promise.race([readAnnouncement(child), end.then(() => undefined)]);
	if (announced === undefined) {
		await stop();
		throw new Error(`The control plane did not start: ${await end}`);
	}
	const ended = end.then(says => (isStopping ? undefined : says));
	return {...announced, kubeconfig: announced.kubeconfigs.admin, ended, stop, kill};
}

function temporaryDirectory(): Promise<string> {
	return mkdtemp(join(tmpdir(), 'testcluster-'));
}

function parameters(options: ControlPlaneOptions, directory: string): string[] {
	return [
		'--until-stdin-ends',
		`--data-dir=${directory}`,
		`--temporary=${options.directory === undefined}`,
		`--nodes=${options.nodes ?? 3}`,
		`--crds=${options.crds ?? ''}`,
		`--port=${options.port ?? 0}`,
		`--container-program=${containerProgram}`,
		`--images=${join(import.meta.dirname, 'images.json')}`,
		`--image-files=${join(import.meta.dirname, 'images')}`,
		`--environments=${environmentsFolder}`,
	];
}

const progress = /^\s*\d+\.\d s {2}/;

/** Resolves, when the process has ended, to the last things it said that were not progress. */
function watchEnd(child: ChildProcess, tell: (line: string) => void): Promise<string> {
	const said: string[] = [];
	createInterface({input: child.stderr!}).on('line', line => {
		if (progress.test(line)) tell(line);
		else said.push(line);
		if (said.length > 40) said.shift();
	});
	return new Promise(resolve => {
		child.on('error', error => resolve(error.message));
		child.on('close', (code, signal) => {
			resolve(said.join('\n').trim() || `it ended with ${signal ?? `exit code ${code}`}.`);
		});
	});
}

type Announced = Pick<ControlPlane, 'kubeconfigs' | 'whyNoProcesses'>;

/** The first line of standard output: JSON, naming the kubeconfig of each user, and what cannot be done here. */
function readAnnouncement(child: ChildProcess): Promise<Announced> {
	return new Promise(resolve => {
		createInterface({input: child.stdout!}).once('line', line => {
			const {kubeconfigs, whyNoProcesses} = JSON.parse(line);
			resolve({
				kubeconfigs: {...kubeconfigs, nsViewer: kubeconfigs['ns-viewer'], nsEditor: kubeconfigs['ns-editor']},
				whyNoProcesses: whyNoProcesses || undefined,
			});
		});
	});
}
