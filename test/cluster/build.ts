import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {build, builtAs} from './go-build.ts';

const module = import.meta.dirname;

/** Where the control plane's program is put. */
export const program = builtAs('testcluster');

/** Where the program is put that becomes the first process of a container. */
export const containerProgram = builtAs('container');

/** Where kubectl is put. */
export const kubectl = builtAs('kubectl');

/**
 * Builds the control plane. The first build takes minutes, one without changes
 * a second or two. Throws one sentence when Go is missing or the build fails.
 */
export async function buildControlPlane(tell: (line: string) => void, signal?: AbortSignal): Promise<void> {
	const version = await kubernetesVersion();
	tell(`Building Kubernetes ${version}; the first time this takes some minutes.`);
	const linkerFlags = stamps(version);
	await build({what: 'The control plane', module, source: '.', target: program, linkerFlags}, {signal});
	if (process.platform === 'linux') {
		const container = {what: 'The program of containers', module, source: './container'};
		await build({...container, target: containerProgram}, {signal});
	}
}

/** Builds kubectl at the control plane's version, with most of which it shares what Go has compiled. */
export async function buildKubectl(tell: (line: string) => void, signal?: AbortSignal): Promise<void> {
	tell('Building kubectl.');
	const linkerFlags = stamps(await kubernetesVersion());
	await build({what: 'kubectl', module, source: './kubectl', target: kubectl, linkerFlags}, {signal});
}

/** Without these the API server would call itself v0.0.0. */
function stamps(version: string): string[] {
	const [major, minor] = version.slice(1).split('.');
	const values = {gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean'};
	return Object.entries(values).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
}

async function kubernetesVersion(): Promise<string> {
	const requirements = await readFile(join(module, 'go.mod'), 'utf8');
	return /^\s+k8s\.io\/kubernetes (v\S+)/m.exec(requirements)![1]!;
}
