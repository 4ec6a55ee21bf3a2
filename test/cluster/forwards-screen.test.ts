// Forwards and shells as the dashboard offers them, at a terminal, on a real API server.
import {expect, inject, test, vi} from 'vitest';
import {openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {terminalGround} from './grounds.ts';
import {deployment, service} from './workloads.ts';

const {admin} = inject('kubeconfigs');
const {api, program, ground, home, terminals} = terminalGround<PseudoTerminal>('forwards');

async function open(view: string, row: string): Promise<PseudoTerminal> {
	const {namespace} = ground();
	await ground().add('deployments', deployment('web'));
	await ground().add('services', service('web', {app: 'web'}));
	const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
	await vi.waitFor(async () => expect((await api.get(path)).body.status.readyReplicas).toBe(2), 60_000);
	const env = {...home().env, KUBECONFIG: admin};
	const words = [program().path, '-n', namespace, '--view', view];
	const terminal = openTerminal(words, {env, columns: 160, rows: 40});
	terminals.push(terminal);
	await terminal.waitFor('live');
	await terminal.pick(row);
	return terminal;
}

/** Enter comes by itself: of a burst no key counts that begins a change. */
async function typeLine(terminal: PseudoTerminal, line: string): Promise<void> {
	terminal.press(line);
	await terminal.waitFor(line);
	terminal.press(keys.enter);
}

test('a Service is forwarded, listed with what passes, and ended', async () => {
	const terminal = await open('services', 'web');
	terminal.press('F');
	await terminal.waitFor('LOCAL:REMOTE');
	terminal.press('0:80');
	await terminal.waitFor('LOCAL:REMOTE: 0:80');
	terminal.press(keys.enter);
	await terminal.waitFor('a free port here');
	await terminal.confirm();
	const screen = await terminal.waitFor(/127\.0\.0\.1:\d+ leads to port 8080/);
	const port = /127\.0\.0\.1:(\d+) leads/.exec(screen)![1];
	expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('hello');
	terminal.press('f');
	await terminal.waitFor('Ports of this machine that lead to pods');
	await terminal.waitFor(new RegExp(`127\\.0\\.0\\.1:${port} +leads +port 8080 of Service`));
	await terminal.pick(`127.0.0.1:${port}`);
	terminal.press('\x04');
	await terminal.waitFor('No port is forwarded.');
	await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
	// Keys rest for a moment after a row under the cursor has gone.
	await new Promise(resolve => setTimeout(resolve, 2000));
	await typeLine(terminal, ':journal');
	await terminal.waitFor(/settled +Forward a free port here to port 80 of Service/);
});

test('of a workload it is asked in which of its pods', async () => {
	const terminal = await open('deployments', 'web');
	await typeLine(terminal, ':shell -c web id');
	await terminal.waitFor('Shell in pod:');
	terminal.press('\x1b[B');
	await terminal.waitFor(/web-\w+-\w+ +ready/);
	terminal.press(keys.enter);
	await terminal.waitFor('Run id in container web of Pod');
	await terminal.confirm();
	await terminal.waitFor('It ended with exit code 0.');
});
