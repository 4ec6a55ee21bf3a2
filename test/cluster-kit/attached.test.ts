import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {expect, it} from 'vitest';
import {startAttached} from '../cluster/attached.ts';

/** Says its process id and stays. */
const stays = ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'];

const isAnything = (said: string) => said !== '';

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

it('ends when told', async () => {
	const attached = await startAttached(process.execPath, stays, isAnything);
	const pid = Number(attached.said());
	expect(isAlive(pid)).toBe(true);
	await attached.stop();
	expect(isAlive(pid)).toBe(false);
});

it('ends with whoever started it, even if that is killed outright', async () => {
	const module = join(import.meta.dirname, '../cluster/attached.ts');
	const script = `
		import {startAttached} from ${JSON.stringify(module)};
		const {said} = await startAttached(process.execPath, ${JSON.stringify(stays)}, said => said !== '');
		console.log(said());
	`;
	const starter = spawn(process.execPath, ['--input-type=module', '-e', script]);
	const [line] = await once(createInterface({input: starter.stdout}), 'line');
	const pid = Number(line);
	expect(isAlive(pid)).toBe(true);
	starter.kill('SIGKILL');
	await expect.poll(() => isAlive(pid), {timeout: 30_000}).toBe(false);
});

it('says what a program said that ended by itself', async () => {
	const fails = ['-e', 'console.error("no such cluster"); process.exit(3)'];
	await expect(startAttached(process.execPath, fails, () => false)).rejects.toThrow('no such cluster');
	await expect(startAttached('no-such-program', [], () => false)).rejects.toThrow('ENOENT');
});

it('hands on nothing of the environment but the path and what it is given', async () => {
	process.env.SLUICE_PROBE = 'leaks';
	const program = ['-e', 'console.log(JSON.stringify(process.env))'];
	const attached = await startAttached(process.execPath, program, isAnything, {KUBECONFIG: 'file'});
	delete process.env.SLUICE_PROBE;
	const environment = JSON.parse(attached.said());
	expect(environment).toMatchObject({PATH: process.env.PATH, KUBECONFIG: 'file'});
	expect(environment).not.toHaveProperty('SLUICE_PROBE');
	await attached.stop();
});
