import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';

const program = join(import.meta.dirname, '../cluster/start.ts');

/** Runs the launcher where no Go is to be found, so that nothing is ever started. */
function start(...parameters: string[]) {
	const {status, stdout, stderr} = spawnSync(process.execPath, [program, ...parameters], {
		encoding: 'utf8',
		env: {PATH: import.meta.dirname},
	});
	return {status, stdout, stderr};
}

it('help names every flag and warns of exec', () => {
	const {status, stdout} = start('--help');
	expect(status).toBe(0);
	for (const flag of ['--nodes', '--crds', '--port', '--data-dir']) expect(stdout).toContain(flag);
	expect(stdout.replace(/\s+/g, ' ')).toContain(
		'exec into its pods runs the command on this machine, as the user who started it',
	);
});

it('help names every set of custom resources', () => {
	const source = readFileSync(join(program, '../resources.go'), 'utf8');
	const names = [...source.matchAll(/\{name: "([^"]+)"/g)].map(([, name]) => name!);
	expect(names.length).toBeGreaterThan(15);
	const words = start('--help').stdout.split(/[\s,.]+/);
	expect(words).toEqual(expect.arrayContaining(names));
});

it.each([
	[['--bogus'], "Unknown option '--bogus'"],
	[['stray'], "Unexpected argument 'stray'"],
	[['--nodes', 'many'], '--nodes takes a whole number, not "many".'],
	[['--port', '-1'], '--port'],
])('%j is a usage error', (parameters, says) => {
	const {status, stdout, stderr} = start(...parameters);
	expect({status, stdout}).toEqual({status: 2, stdout: ''});
	expect(stderr).toContain(says);
	expect(stderr.trim().split('\n')).toHaveLength(1);
});

it('without Go it says where to get it', () => {
	const {status, stdout, stderr} = start();
	expect({status, stdout}).toEqual({status: 1, stdout: ''});
	expect(stderr).toContain(
		'Go is missing: the control plane for tests is built from source. Install Go 1.26',
	);
});
