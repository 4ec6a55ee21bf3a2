import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {privateHome, sluice, startSluice} from '../kit/shell.ts';

/** A context that was misspelt in the configuration is writable where its operator believes otherwise. */
const home = privateHome();
let demo: Demo;
let env: Record<string, string>;
const says = 'The configuration has settings for what is no context of the kubeconfig: ';
const near = 'calm-shep (did you mean calm-shop?)';

beforeAll(async () => {
	demo = await startDemo({speed: 20});
	env = {...home.env, KUBECONFIG: demo.kubeconfig};
	const folder = join(home.env.XDG_CONFIG_HOME!, 'sluice');
	mkdirSync(folder, {recursive: true});
	writeFileSync(
		join(folder, 'config.yaml'),
		'contexts:\n  prod-elsewhere: {class: production}\n  calm-shep: {readOnly: true}\n',
	);
});

afterAll(async () => {
	await demo.stop();
	home.remove();
});

test('check names every context that is not there, and goes on', async () => {
	const ended = await sluice(['check'], env);
	expect(ended.code).toBe(0);
	expect(ended.out).toContain(`settings     ${says}${near}, prod-elsewhere.\n`);
});

test('who changes something is told of what was likely meant for this context', async () => {
	const scale = ['scale', 'deployment/nginx-deployment', '4', '-n', 'default', '--dry-run'];
	const {said} = await sluice(scale, env);
	expect(said).toContain(`${says}${near}.\n`);
	expect((await sluice(['get', 'pods', '-n', 'default'], env)).said).toBe('');
});

test('the dashboard says it once', async () => {
	const {child, ended} = startSluice(['--lines', '-A'], env);
	let out = '';
	await new Promise<void>(read => {
		child.stdout!.on('data', text => {
			out += text;
			if (out.includes(near)) read();
		});
	});
	child.kill('SIGINT');
	expect((await ended).out.split(says)).toHaveLength(2);
});

test('an absent file that was a link is refused by all that would heed it', async () => {
	const folder = join(home.env.HOME!, 'other', 'sluice');
	mkdirSync(folder, {recursive: true});
	symlinkSync('/nowhere/config.yaml', join(folder, 'config.yaml'));
	const lost = {...env, XDG_CONFIG_HOME: join(home.env.HOME!, 'other')};
	for (const words of [['check'], ['get', 'pods'], ['--lines']])
		expect(await sluice(words, lost)).toMatchObject({
			code: 1,
			said: expect.stringContaining('is a link to /nowhere/config.yaml, which is not there.'),
		});
});
