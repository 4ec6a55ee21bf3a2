import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {TestProject} from 'vitest/node';
import {startControlPlane} from './control-plane.ts';
import {whyNotLoopback} from './loopback.ts';

/** Kubeconfig files; beside a foreign cluster's there may be no other users. */
interface Kubeconfigs {
	readonly admin: string;
	readonly viewer?: string;
	readonly nsViewer?: string;
	readonly nsEditor?: string;
	readonly nobody?: string;
	readonly tester?: string;
}

declare module 'vitest' {
	export interface ProvidedContext {
		kubeconfigs: Kubeconfigs;
		/** Why containers cannot run as processes, in one sentence; undefined if they can. */
		processes: string | undefined;
	}
}

let stop = async () => {};

/** Provides `kubeconfigs`: of the cluster in SLUICE_TEST_KUBECONFIG, else of a new one. */
export async function setup(project: TestProject): Promise<void> {
	const given = process.env.SLUICE_TEST_KUBECONFIG;
	const kubeconfigs = given ? besides(given) : await start();
	const why = whyNoProcesses(kubeconfigs.admin);
	if (why) tell(`${why} The tests that need it are skipped.`);
	project.provide('kubeconfigs', kubeconfigs);
	project.provide('processes', why);
}

export async function teardown(): Promise<void> {
	await stop();
}

function tell(line: string): void {
	process.stderr.write(`${line}\n`);
}

/** Beside the kubeconfigs of a control plane that `npm run cluster` started is what it cannot do. */
function whyNoProcesses(admin: string): string | undefined {
	const file = join(dirname(admin), 'why-no-processes');
	if (!existsSync(file)) return 'This cluster runs no containers as processes.';
	return readFileSync(file, 'utf8') || undefined;
}

async function start(): Promise<Kubeconfigs> {
	const plane = await startControlPlane({nodes: 3, crds: 'all', tell});
	stop = plane.stop;
	return plane.kubeconfigs;
}

/** The given file and those of the other users, which `npm run cluster` puts beside it. */
function besides(admin: string): Kubeconfigs {
	refuseUnlessLoopback(admin);
	const beside = (name: string) => {
		const file = join(dirname(admin), `${name}.kubeconfig`);
		if (!existsSync(file)) return undefined;
		refuseUnlessLoopback(file);
		return file;
	};
	return {
		admin,
		viewer: beside('viewer'),
		nsViewer: beside('ns-viewer'),
		nsEditor: beside('ns-editor'),
		nobody: beside('nobody'),
		tester: beside('tester'),
	};
}

function refuseUnlessLoopback(file: string): void {
	const why = whyNotLoopback(readFileSync(file, 'utf8'));
	if (why) throw new Error(why);
}
