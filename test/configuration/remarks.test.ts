import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {emptyConfiguration, readConfiguration} from '../../source/configuration/configuration.ts';
import {remarksOn} from '../../source/configuration/remarks.ts';

/** What a file that can be used gives reason to say, and what looks like no file but is one lost. */
let folder: string;
let path: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'sluice-configuration-'));
	path = join(folder, 'config', 'sluice', 'config.yaml');
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

function write(): void {
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, 'contexts: {eu1: {readOnly: true}}\n', {mode: 0o600});
}

function read(): string {
	const answered = readConfiguration(path);
	return answered.ok ? JSON.stringify(answered.value.configuration.contexts) : answered.trouble.says;
}

test('where there is no file there are no settings', () => {
	expect(read()).toBe('{}');
	mkdirSync(dirname(path), {recursive: true});
	expect(read()).toBe('{}');
});

test('a link to a file is followed, and a broken one is no absent file', () => {
	write();
	const link = join(folder, 'config.yaml');
	symlinkSync(path, link);
	path = link;
	expect(read()).toBe('{"eu1":{"readOnly":true}}');
	unlinkSync(link);
	symlinkSync(join(folder, 'gone.yaml'), link);
	expect(read()).toBe(
		`The configuration ${link} is a link to ${join(folder, 'gone.yaml')}, which is not there.`,
	);
	expect(readConfiguration(path)).toMatchObject({
		trouble: {hint: expect.stringContaining('remove the link')},
	});
});

test('a broken link to its folder is none either', () => {
	mkdirSync(join(folder, 'config'));
	symlinkSync('../gone', join(folder, 'config', 'sluice'));
	expect(read()).toContain(`${join(folder, 'config', 'sluice')} is a link to ../gone, which is not there.`);
	unlinkSync(join(folder, 'config', 'sluice'));
	rmSync(join(folder, 'config'), {recursive: true});
	symlinkSync('nowhere', join(folder, 'config'));
	expect(read()).toContain(`${join(folder, 'config')} is a link to nowhere, which is not there.`);
});

test('what everyone may write is refused: they could take out what makes a context read-only', () => {
	write();
	chmodSync(path, 0o666);
	expect(read()).toContain('can be written by everyone');
	expect(readConfiguration(path)).toMatchObject({
		trouble: {hint: expect.stringContaining(`chmod o-w ${path}`)},
	});
});

describe('who else may write it', () => {
	const said = () => remarksOn(path, emptyConfiguration, []);

	test('is nobody of a file of one’s own, one that is not there, or one of the own group', () => {
		expect(said()).toEqual([]);
		write();
		expect(said()).toEqual([]);
		chmodSync(path, 0o664);
		// A group of one's own bears one's own number.
		expect(said()).toHaveLength(process.getuid?.() === process.getgid?.() ? 0 : 1);
	});

	test.skipIf(process.getuid?.() !== 0)('is another user, or a group of others', () => {
		write();
		execFileSync('chown', ['nobody', path]);
		expect(said()).toEqual([expect.stringContaining('belongs to another user')]);
		execFileSync('chown', ['root:nogroup', path]);
		expect(said()).toEqual([]);
		chmodSync(path, 0o664);
		expect(said()).toEqual([expect.stringContaining(`chmod g-w ${path}`)]);
	});
});

describe('contexts that no kubeconfig has', () => {
	const contexts = ['bad-challenger', 'calm-shop', 'prod-eu'];
	const remarks = (...names: string[]) =>
		remarksOn(
			path,
			{...emptyConfiguration, contexts: Object.fromEntries(names.map(name => [name, {readOnly: true}]))},
			contexts,
		);

	const says = 'The configuration has settings for what is no context of the kubeconfig: ';

	test('are named, with the nearest that is there, and what looks misspelt first', () => {
		expect(remarks('prod-somewhere', 'calm-shop', 'bad-challanger')).toEqual([
			`${says}bad-challanger (did you mean bad-challenger?), prod-somewhere.`,
		]);
		expect(remarks('staging-somewhere')).toEqual([`${says}staging-somewhere.`]);
		expect(remarks(...contexts)).toEqual([]);
	});

	test('are not taken for one that has settings itself', () => {
		expect(remarks('prod-eu', 'prod-us')).toEqual([`${says}prod-us.`]);
		expect(remarks('prod-us')).toEqual([`${says}prod-us (did you mean prod-eu?).`]);
	});
});
