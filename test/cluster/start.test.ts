import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {createServer} from 'node:net';
import {dirname, join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterEach, describe, expect, it} from 'vitest';
import {RawApi} from './raw-api.ts';

const program = join(import.meta.dirname, 'start.ts');
const started: ChildProcess[] = [];

afterEach(() => {
	for (const child of started.splice(0)) child.kill('SIGTERM');
});

/** Runs the launcher, through a shell that ends at the first signal if asked, as npm does. */
function launch(parameters: string[], through: 'directly' | 'through a shell' = 'directly'): ChildProcess {
	const command = [process.execPath, program, ...parameters];
	const child =
		through === 'directly'
			? spawn(command[0]!, command.slice(1))
			: spawn('sh', ['-c', '"$@"; true', 'sh', ...command]);
	started.push(child);
	return child;
}

async function kubeconfigOf(child: ChildProcess): Promise<string> {
	const [line] = await once(createInterface({input: child.stdout!}), 'line');
	expect(line).toMatch(/^KUBECONFIG=\//);
	return line.slice('KUBECONFIG='.length);
}

/** What the launcher has said on standard error since it was asked. */
function errorsOf(child: ChildProcess): () => string {
	let text = '';
	child.stderr!.on('data', chunk => {
		text += chunk;
	});
	return () => text;
}

/** The launcher's one child process; the build has ended by then. */
function controlPlaneOf(child: ChildProcess): number {
	return Number(execFileSync('pgrep', ['-P', String(child.pid)], {encoding: 'utf8'}));
}

/** Ends the cluster as told and expects that neither its directory nor its server is left. */
async function expectGone(kubeconfig: string, end: () => Promise<unknown> | boolean): Promise<void> {
	const api = new RawApi(kubeconfig);
	expect((await api.get('/readyz')).body).toBe('ok');
	await end();
	await expect.poll(() => existsSync(dirname(kubeconfig)), {timeout: 60_000}).toBe(false);
	await expect(api.get('/readyz')).rejects.toThrow('ECONNREFUSED');
	api.close();
}

describe('npm run cluster', () => {
	it.each(['SIGTERM', 'SIGINT'] as const)('ends orderly at %s', async signal => {
		const child = launch(['--nodes', '1']);
		const kubeconfig = await kubeconfigOf(child);
		await expectGone(kubeconfig, async () => {
			child.kill(signal);
			expect(await once(child, 'exit')).toEqual([0, null]);
		});
	});

	it('ends when it is killed outright', async () => {
		const child = launch(['--nodes', '1']);
		const kubeconfig = await kubeconfigOf(child);
		await expectGone(kubeconfig, () => child.kill('SIGKILL'));
	});

	it('ends when the shell between it and npm dies', async () => {
		const child = launch(['--nodes', '1'], 'through a shell');
		const kubeconfig = await kubeconfigOf(child);
		await expectGone(kubeconfig, () => child.kill('SIGKILL'));
	});

	it('says so when the control plane dies', async () => {
		const child = launch(['--nodes', '1']);
		const kubeconfig = await kubeconfigOf(child);
		const errors = errorsOf(child);
		await expectGone(kubeconfig, async () => {
			process.kill(controlPlaneOf(child), 'SIGKILL');
			expect(await once(child, 'close')).toEqual([1, null]);
		});
		expect(errors()).toContain('The control plane ended by itself: it ended with SIGKILL.');
	});

	it('says in one sentence that a port is taken', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
		const {port} = server.address() as {port: number};
		const child = launch(['--port', String(port)]);
		const errors = errorsOf(child);
		expect(await once(child, 'close')).toEqual([1, null]);
		server.close();
		expect(errors()).toContain(`port ${port} on 127.0.0.1 is taken; choose another, or leave --port out`);
	});

	it('says which custom resources there are when asked for others', async () => {
		const child = launch(['--crds', 'gateway-api,nope']);
		const errors = errorsOf(child);
		expect(await once(child, 'close')).toEqual([1, null]);
		expect(errors()).toContain('there are no custom resources named "nope"; known are all, gateway-api,');
	});

	it('takes one definition alone of what several define', async () => {
		const child = launch(['--crds', 'smi,all,linkerd-smi']);
		const errors = errorsOf(child);
		expect(await once(child, 'close')).toEqual([1, null]);
		expect(errors()).toContain('smi and linkerd-smi define the same custom resources; choose one of them');
	});
});
