import {spawn} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';

const here = import.meta.dirname;

/** Where the control plane's program is put; the folder is not committed. */
export const program = builtAs('testcluster');

/** Where kubectl is put. */
export const kubectl = builtAs('kubectl');

function builtAs(name: string): string {
	return join(here, 'build', process.platform === 'win32' ? `${name}.exe` : name);
}

/**
 * Builds the control plane. Go itself keeps what it compiled: the first build
 * takes minutes, one without changes a second or two. Throws one sentence when
 * Go is missing or the build fails.
 */
export async function buildControlPlane(tell: (line: string) => void, signal?: AbortSignal): Promise<void> {
	const version = await kubernetesVersion();
	tell(`Building Kubernetes ${version}; the first time this takes some minutes.`);
	await build('The control plane', '.', program, signal);
}

/** Builds kubectl at the control plane's version, with most of which it shares what Go has compiled. */
export async function buildKubectl(tell: (line: string) => void, signal?: AbortSignal): Promise<void> {
	tell('Building kubectl.');
	await build('kubectl', './kubectl', kubectl, signal);
}

async function build(what: string, source: string, target: string, signal?: AbortSignal): Promise<void> {
	const flags = ['-trimpath', '-ldflags', stamps(await kubernetesVersion())];
	const {code, errors} = await runGo(['build', ...flags, '-o', target, source], signal);
	if (code !== 0) throw new Error(`${what} could not be built, Go says:\n${errors.trim()}`);
}

/** Without these the API server would call itself v0.0.0. */
function stamps(version: string): string {
	const [major, minor] = version.slice(1).split('.');
	const values = {gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean'};
	const flags = Object.entries(values).map(
		([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
	);
	return ['-s', '-w', ...flags].join(' ');
}

async function kubernetesVersion(): Promise<string> {
	const module = await readFile(join(here, 'go.mod'), 'utf8');
	return /^\s+k8s\.io\/kubernetes (v\S+)/m.exec(module)![1]!;
}

function runGo(
	parameters: readonly string[],
	signal?: AbortSignal,
): Promise<{code: number | null; errors: string}> {
	return new Promise((resolve, reject) => {
		const go = spawn('go', parameters, {cwd: here, stdio: ['ignore', 'ignore', 'pipe'], signal});
		let errors = '';
		go.stderr.setEncoding('utf8').on('data', text => {
			errors += text;
		});
		go.on('error', error => reject(isMissing(error) ? new Error(goIsMissing) : error));
		go.on('close', code => resolve({code, errors}));
	});
}

const goIsMissing =
	'Go is missing: the control plane for tests is built from source. Install Go 1.26 or later (go.dev/dl) and run this again.';

function isMissing(error: Error): boolean {
	return 'code' in error && error.code === 'ENOENT';
}
