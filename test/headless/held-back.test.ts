import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {privateHome, sluice} from '../kit/shell.ts';

/** What is typed to hold a write back holds it back, or is no call at all: never is it passed over. */
const home = privateHome();
let demo: Demo;
let env: Record<string, string>;

beforeAll(async () => {
	demo = await startDemo({speed: 20});
	env = {...home.env, KUBECONFIG: demo.kubeconfig};
});

afterAll(async () => {
	await demo.stop();
	home.remove();
});

const scale = ['scale', 'deployment/nginx-deployment', '4', '-n', 'default'];

async function wanted(): Promise<number> {
	const {deployments} = JSON.parse(
		(await sluice(['get', 'deployments', '-n', 'default', '-o', 'json'], env)).out,
	);
	return deployments.find(({name}: {name: string}) => name === 'nginx-deployment').wanted;
}

test.each([
	["the server's dry run", ['--dry-run=server', '--yes'], 0, 'Nothing was changed'],
	["a client's dry run", ['--dry-run=client', '--yes'], 2, '--dry-run=client is not what sluice does'],
	['a dry run of nothing', ['--yes', '--dry-run=none'], 2, '--dry-run=none asks for the change itself'],
	['a dry run taken back', ['--dry-run', '--no-dry-run', '--yes'], 2, 'There is no flag --no-dry-run'],
	['a dry run both ways', ['--dry-run=true', '--dry-run=false', '--yes'], 2, 'said both ways'],
	['read-only by a number', ['--read-only=1', '--yes'], 2, '--read-only=1 is not understood'],
	['read-only taken back', ['--read-only', '--no-read-only', '--yes'], 2, 'There is no flag --no-read-only'],
	['read-only both ways', ['--read-only', '--read-only=false', '--yes'], 2, 'said both ways'],
	['read-only', ['--read-only=true', '--yes'], 3, 'read-only'],
	['a yes that is no', ['--yes=false'], 2, 'Nobody is there to confirm'],
])('%s', async (_name, flags, code, says) => {
	const ended = await sluice([...scale, ...flags], env);
	expect(ended.said).toContain(says);
	expect(ended.code).toBe(code);
	expect(await wanted()).toBe(3);
});

test('a flag that says false lifts nothing of what the configuration holds', async () => {
	const folder = join(home.env.XDG_CONFIG_HOME!, 'sluice');
	mkdirSync(folder, {recursive: true});
	writeFileSync(join(folder, 'config.yaml'), 'contexts: {calm-shop: {readOnly: true}}\n');
	const ended = await sluice([...scale, '--read-only=false', '--yes'], env);
	writeFileSync(join(folder, 'config.yaml'), '');
	expect(ended).toMatchObject({code: 3, said: expect.stringContaining('read-only')});
	expect(await wanted()).toBe(3);
});

test.each([
	['the dashboard', ['--lines']],
	['the demo', ['demo', '--lines']],
	['the demo for other tools', ['demo', '--serve']],
])('%s opens for no read-only that is not understood', async (_name, words) => {
	for (const flag of ['--read-only=1', '--no-read-only'])
		expect(await sluice([...words, flag], env)).toMatchObject({
			code: 2,
			out: '',
			said: expect.stringContaining(`${flag}`),
		});
});
