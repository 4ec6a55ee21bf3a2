import {execFileSync} from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {allAllowed, consentIn as believedIn} from '../../source/cluster/consent.ts';
import {daysFromNow, makeCertificate} from '../../source/demo/certificate.ts';
import {allowedPrograms, doubtsAbout} from '../../source/journal/doubts.ts';
import type {Clock} from '../../source/model/clock.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {LoginNeed} from '../../source/model/login.ts';
import type {Answer, Trouble} from '../../source/model/trouble.ts';
import {json, type ScriptedApi, startScriptedApi, status} from '../kit/scripted-api.ts';

// Real programs as plug-ins, and whatever they may do to those who run them.

const v1 = 'client.authentication.k8s.io/v1';
const pod = {
	resource: {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true},
	namespace: 'shop',
	name: 'a',
};

const closing: (() => unknown)[] = [];

afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

async function serve(): Promise<ScriptedApi> {
	const api = await startScriptedApi();
	closing.push(api.close);
	api.on(() => true, json({kind: 'Pod', metadata: {name: 'a'}}));
	return api;
}

function script(api: ScriptedApi, text: string, name = 'plugin.sh'): void {
	writeFileSync(path.join(api.folder, name), `#!/bin/sh\n${text}\n`);
	chmodSync(path.join(api.folder, name), 0o755);
}

type Opened = {
	readonly exec?: object;
	readonly env?: Record<string, string>;
	readonly clock?: Clock;
	readonly pluginMs?: number;
};

async function open(api: ScriptedApi, {exec = {}, env, ...options}: Opened = {}): Promise<Cluster> {
	const kubeconfig = api.kubeconfig({user: {exec: {apiVersion: v1, command: './plugin.sh', ...exec}}});
	const connected = await connect({
		kubeconfig,
		env: {...process.env, ...env},
		consent: allAllowed,
		...options,
	});
	if (!connected.ok) throw new Error(connected.trouble.says);
	closing.unshift(connected.value.close);
	return connected.value;
}

function troubleIn(got: Answer<unknown>): Trouble {
	if (got.ok) throw new Error('it was let in');
	return got.trouble;
}

const print = (status: object) =>
	`cat <<'END'\n${JSON.stringify({kind: 'ExecCredential', apiVersion: v1, status})}\nEND`;
const runsOf = (api: ScriptedApi) =>
	existsSync(path.join(api.folder, 'runs'))
		? readFileSync(path.join(api.folder, 'runs'), 'utf8').length / 2
		: 0;
const counting = 'echo x >> "$(dirname "$0")/runs"';
const tokensShown = (api: ScriptedApi) => [...new Set(api.asked.map(({headers}) => headers.authorization))];

describe('what a plug-in prints', () => {
	const past = new Date(Date.now() - 60_000).toISOString();
	test.each<[string, string, RegExp]>([
		['nothing', 'true', /plugin\.sh of user scripted printed nothing\.$/],
		['rubbish', 'echo half-a-secret', /printed something other than a credential\.$/],
		[
			'half of a credential',
			`echo '{"kind":"ExecCredential","status":{"token":"half-a-secret'`,
			/something other than a credential\.$/,
		],
		['another kind', `echo '{"kind":"Pod","apiVersion":"${v1}"}'`, /another kind than ExecCredential/],
		[
			'another version',
			print({token: 'half-a-secret'}).replace(v1, `${v1}beta1`),
			/another version than client\.authentication\.k8s\.io\/v1,/,
		],
		['no credential', print({}), /without token or certificate/],
		['a certificate without its key', print({clientCertificateData: 'x'}), /certificate without its key/],
		[
			'a certificate that is none',
			print({clientCertificateData: 'x', clientKeyData: 'half-a-secret'}),
			/certificate that cannot be read/,
		],
		['a token with a line break', print({token: 'half-a-\nsecret'}), /no header can hold/],
		[
			'an expired credential',
			print({token: 'half-a-secret', expirationTimestamp: past}),
			/credential that expired at \d{4}-/,
		],
		[
			'a time that is none',
			print({token: 'half-a-secret', expirationTimestamp: 'soon'}),
			/expirationTimestamp that is no time/,
		],
		['more than anybody can hold', 'exec yes half-a-secret', /more than any credential can hold/],
	])('%s is said, and nothing of it is quoted', async (_, text, says) => {
		const api = await serve();
		script(api, text);
		const trouble = troubleIn(await (await open(api)).get(pod));
		expect(trouble.reason).toBe('credentials');
		expect(trouble.says).toMatch(says);
		expect(JSON.stringify(trouble)).not.toContain('half-a-');
		expect(api.asked).toHaveLength(0);
	});

	test('on stderr is kept, the last lines of it, without what looks like a secret', async () => {
		const api = await serve();
		script(
			api,
			'echo one >&2; echo "Authorization: Bearer abc.def" >&2; printf "\\033[2Jtoken=s3cret eyJhbGciOi.eyJzdWIi.sig denied\\n" >&2; exit 3',
		);
		const {says} = troubleIn(await (await open(api)).get(pod));
		expect(says).toContain('denied (after: one | Authorization: [concealed]');
		expect(says).not.toMatch(/s3cret|eyJ|abc\.def/);
	});

	test('without a word is told by its exit code', async () => {
		const api = await serve();
		script(api, 'exit 42');
		expect(troubleIn(await (await open(api)).get(pod)).says).toMatch(/failed with exit code 42$/);
	});
});

describe('how a plug-in runs', () => {
	test('one that hangs is ended with all that it started, and is not started again by itself', async () => {
		const api = await serve();
		script(
			api,
			`${counting}\necho "open https://login.shop and wait" >&2\nsleep 61 & echo $! > "$(dirname "$0")/child"; trap '' TERM; wait; sleep 61`,
		);
		const cluster = await open(api, {pluginMs: 300});
		const {says, hint} = troubleIn(await cluster.get(pod));
		expect(says).toMatch(/gave no answer within 0 s and was ended: open https:\/\/login\.shop and wait/);
		expect(hint).toMatch(/may wait for a person/);
		const child = Number(readFileSync(path.join(api.folder, 'child'), 'utf8'));
		await vi.waitFor(() => expect(isRunning(child)).toBe(false), {timeout: 5000});
		for (let turn = 0; turn < 5; turn++) troubleIn(await cluster.get(pod));
		expect(runsOf(api)).toBe(1);
	});

	test('something it leaves behind with its output open holds nobody up', async () => {
		const api = await serve();
		script(api, `sleep 20 & ${print({token: 'quick'})}`);
		const began = Date.now();
		expect((await (await open(api)).get(pod)).ok).toBe(true);
		expect(Date.now() - began).toBeLessThan(5000);
	});

	test('it has no terminal, neither to read from nor to draw on', async () => {
		const api = await serve();
		script(
			api,
			`if (: < /dev/tty) 2>/dev/null || [ -t 0 ] || [ -t 2 ]; then exit 9; fi; read -r line && exit 8; ${print({token: 'blind'})}`,
		);
		expect((await (await open(api)).get(pod)).ok).toBe(true);
	});

	test('closing the cluster ends it', async () => {
		const api = await serve();
		script(api, 'echo $$ > "$(dirname "$0")/pid"; exec sleep 61');
		const cluster = await open(api);
		const got = cluster.get(pod);
		const pid = await vi.waitFor(() =>
			Number(readFileSync(path.join(api.folder, 'pid'), 'utf8').trim() || NaN),
		);
		cluster.close();
		expect((await got).ok).toBe(false);
		await vi.waitFor(() => expect(isRunning(pid)).toBe(false), {timeout: 5000});
	});

	test('a bare name is looked up in our PATH, then in that of the plug-in; arguments and variables arrive', async () => {
		const api = await serve();
		mkdirSync(path.join(api.folder, 'bin'));
		script(api, `[ "$1" = "a b" ] && [ "$MODE" = x ] && ${print({token: 'found'})}`, 'bin/our-login');
		const bin = path.join(api.folder, 'bin');
		const exec = {command: 'our-login', args: ['a b'], env: [{name: 'MODE', value: 'x'}]};
		const ours = await open(api, {exec, env: {PATH: `${bin}:${process.env.PATH}`}});
		expect((await ours.get(pod)).ok).toBe(true);
		const withPath = {...exec, env: [...exec.env, {name: 'PATH', value: `${bin}:/usr/bin:/bin`}]};
		expect((await (await open(api, {exec: withPath})).get(pod)).ok).toBe(true);
	});

	test.each<[string, object, RegExp, RegExp]>([
		[
			'is not there',
			{command: './no-such', installHint: 'Ask the shop.'},
			/\.\/no-such .* is not installed/,
			/Ask the shop/,
		],
		[
			'may not be run',
			{command: './kubeconfig'},
			/cannot be started: you may not run it/,
			/must be a program/,
		],
		[
			'is described in an old version',
			{apiVersion: 'client.authentication.k8s.io/v1alpha1'},
			/v1alpha1, which is not known/,
			/v1 in /,
		],
		['always wants a terminal', {interactiveMode: 'Always'}, /has no terminal here/, /on a terminal/],
	])('one that %s is said with what to do', async (_, exec, says, hint) => {
		const api = await serve();
		script(api, counting);
		const trouble = troubleIn(await (await open(api, {exec})).get(pod));
		expect(trouble.says).toMatch(says);
		expect(trouble.hint).toMatch(hint);
		expect(runsOf(api)).toBe(0);
	});

	test('one that fails again and again rests twice as long each time', async () => {
		const api = await serve();
		script(api, `${counting}; exit 1`);
		let ahead = 0;
		const clock = {...systemClock, now: () => Date.now() + ahead};
		const cluster = await open(api, {clock});
		const runsAfter: number[] = [];
		for (let minute = 0; minute < 10; minute++) {
			for (let second = 0; second < 60; second += 5) {
				await cluster.get(pod);
				ahead += 5000;
			}
			runsAfter.push(runsOf(api));
		}
		expect(runsAfter[0]).toBeLessThanOrEqual(4);
		expect(runsAfter[9]).toBeLessThanOrEqual(7);
	});
});

describe('credentials that expire', () => {
	const expiring = (seconds: number) =>
		`${counting}\nn=$(wc -l < "$(dirname "$0")/runs" | tr -d ' ')\nat=$(date -u -d "+${seconds} seconds" +%Y-%m-%dT%H:%M:%SZ)\necho '{"kind":"ExecCredential","apiVersion":"${v1}","status":{"token":"run-'$n'","expirationTimestamp":"'$at'"}}'`;

	test('are made anew before they do; meanwhile nobody waits, and all share one run', async () => {
		const api = await serve();
		script(api, `sleep 0.2; ${expiring(3600)}`);
		let ahead = 0;
		const cluster = await open(api, {clock: {...systemClock, now: () => Date.now() + ahead}});
		await Promise.all([cluster.get(pod), cluster.get(pod), cluster.get(pod)]);
		expect(runsOf(api)).toBe(1);
		ahead = 3_570_000;
		await Promise.all([cluster.get(pod), cluster.get(pod)]);
		expect(tokensShown(api)).toEqual(['Bearer run-1']);
		await vi.waitFor(() => expect(runsOf(api)).toBe(2), {timeout: 5000});
		await vi.waitFor(async () => {
			await cluster.get(pod);
			expect(tokensShown(api)).toEqual(['Bearer run-1', 'Bearer run-2']);
		});
		expect(runsOf(api)).toBe(2);
	});

	test('are made anew first where they have expired already', async () => {
		const api = await serve();
		script(api, expiring(3600));
		let ahead = 0;
		const cluster = await open(api, {clock: {...systemClock, now: () => Date.now() + ahead}});
		await cluster.get(pod);
		script(api, expiring(36_000));
		ahead = 3_700_000;
		await Promise.all([cluster.get(pod), cluster.get(pod), cluster.get(pod)]);
		expect(api.asked.slice(1).map(({headers}) => headers.authorization)).toEqual(
			Array(3).fill('Bearer run-2'),
		);
	});

	test('a certificate expires when it says so itself', async () => {
		const api = await serve();
		const {cert, key} = makeCertificate({name: 'ada', from: daysFromNow(-2), until: daysFromNow(-1)});
		script(api, print({clientCertificateData: cert, clientKeyData: key}));
		expect(troubleIn(await (await open(api)).get(pod)).says).toMatch(/a credential that expired at/);
	});
});

test('what a person has to do is told once, and taken back once the server lets us in', async () => {
	const api = await serve();
	api.on(() => true, status(401, 'Unauthorized', ''));
	script(api, print({token: 'same'}));
	const cluster = await open(api);
	const told: (LoginNeed | undefined)[] = [];
	cluster.login.follow(need => told.push(need));
	await Promise.all([cluster.get(pod), cluster.get(pod), cluster.get(pod)]);
	await cluster.get(pod);
	expect(told).toHaveLength(1);
	expect(told[0]).toMatchObject({way: 'plug-in', wasIn: false, trouble: {reason: 'unauthorized'}});
	api.on(() => true, json({}));
	cluster.retry();
	await cluster.get(pod);
	expect(told.at(-1)).toBeUndefined();
});

describe('a plug-in that hangs and then fails', () => {
	const failing = `${counting}; sleep 0.5; echo "nobody came" >&2; exit 1`;

	test('is a login to be made although somebody asked to try again meanwhile', async () => {
		const api = await serve();
		script(api, failing);
		const cluster = await open(api);
		const told: (LoginNeed | undefined)[] = [];
		cluster.login.follow(need => told.push(need));
		const got = cluster.get(pod);
		cluster.retry();
		expect(troubleIn(await got).hint).toMatch(/^Log in with it: L in the dashboard/);
		expect(told).toMatchObject([{way: 'plug-in', trouble: {reason: 'credentials'}}]);
	});

	test('holds nobody up who has logged in at the terminal meanwhile, and takes nothing back', async () => {
		const api = await serve();
		script(
			api,
			`case "$KUBERNETES_EXEC_INFO" in *'"interactive":true'*)\n${print({token: 'asked-for'})}\nexit 0;; esac\n${counting}; sleep 3; exit 1`,
		);
		const cluster = await open(api);
		const told: (LoginNeed | undefined)[] = [];
		cluster.login.follow(need => told.push(need));
		const first = cluster.get(pod);
		await vi.waitFor(() => expect(runsOf(api)).toBe(1));
		expect((await cluster.login.run(new AbortController().signal)).ok).toBe(true);
		const began = Date.now();
		expect((await cluster.get(pod)).ok).toBe(true);
		expect(Date.now() - began).toBeLessThan(2000);
		expect((await first).ok, 'who waited for it, too').toBe(true);
		expect(Date.now() - began).toBeLessThan(2000);
		expect(runsOf(api)).toBe(1);
		expect(told.filter(need => need !== undefined)).toEqual([]);
	});
});

const consentIn = (file: string) => believedIn(file, () => doubtsAbout(file, allowedPrograms));

describe('consent', () => {
	const judged = (meaning: string, file = '/a/config') => ({file, covers: 'command' as const, meaning});

	test('is for one file and one meaning, kept in a file of one’s own, and survives', async () => {
		const api = await serve();
		const file = path.join(api.folder, 'state', 'plugins.jsonl');
		const consent = consentIn(file);
		expect(consent.allows(judged('secret words'))).toBe(false);
		expect(consent.allow(judged('secret words')).ok).toBe(true);
		const later = consentIn(file);
		expect(later.allows(judged('secret words'))).toBe(true);
		expect(later.allows(judged('other words'))).toBe(false);
		expect(later.allows(judged('secret words', '/b/config'))).toBe(false);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(readFileSync(file, 'utf8')).not.toContain('secret words');
		chmodSync(file, 0o622);
		expect(consentIn(file).allows(judged('secret words'))).toBe(false);
	});

	test.each([
		[
			'in a folder that others may write to',
			(file: string) => chmodSync(path.dirname(file), 0o777),
			'chmod 700',
		],
		['in a file that others may write to', (file: string) => chmodSync(file, 0o620), 'chmod 600'],
		[
			'behind a link',
			(file: string) => {
				renameSync(file, `${file}.theirs`);
				symlinkSync(`${file}.theirs`, file);
			},
			'is a link to',
		],
		...(process.getuid?.() === 0
			? [
					[
						'in a file of another user',
						(file: string) => execFileSync('chown', ['nobody', file]),
						'belongs to another user',
					] as const,
				]
			: []),
	] as const)('%s is not believed, and who allows anew is told why', async (_name, spoil, says) => {
		const api = await serve();
		const file = path.join(api.folder, 'state', 'plugins.jsonl');
		consentIn(file).allow(judged('words'));
		chmodSync(file, 0o644);
		expect(consentIn(file).allows(judged('words')), 'hashes may be read').toBe(true);
		spoil(file);
		const later = consentIn(file);
		expect(later.allows(judged('words'))).toBe(false);
		expect(troubleIn(later.allow(judged('words'))).says).toContain(says);
		expect(later.allows(judged('words')), 'for now').toBe(true);
		expect(consentIn(file).allows(judged('words'))).toBe(false);
	});

	test('that cannot be written down holds for now, and says so', async () => {
		const api = await serve();
		writeFileSync(path.join(api.folder, 'state'), '');
		const consent = consentIn(path.join(api.folder, 'state', 'plugins.jsonl'));
		const allowed = consent.allow(judged('words'));
		expect(troubleIn(allowed).says).toMatch(/may run for now, but that cannot be remembered/);
		expect(consent.allows(judged('words'))).toBe(true);
	});

	test('for a program beside the kubeconfig ends when the program changes', async () => {
		const api = await serve();
		const file = path.join(api.folder, 'state', 'plugins.jsonl');
		script(api, print({token: 'one'}));
		const kubeconfig = api.kubeconfig({user: {exec: {apiVersion: v1, command: './plugin.sh'}}});
		const opened = async () => {
			const connected = await connect({kubeconfig, env: process.env, consent: consentIn(file)});
			if (!connected.ok) throw new Error(connected.trouble.says);
			closing.unshift(connected.value.close);
			return connected.value;
		};
		const first = await opened();
		expect(troubleIn(await first.get(pod)).says).toMatch(/may not run yet/);
		first.login.allow(first.login.unallowed()!);
		expect((await first.get(pod)).ok).toBe(true);
		expect((await opened()).login.unallowed()).toBeUndefined();
		script(api, print({token: 'two'}));
		expect((await opened()).login.unallowed()).toMatchObject({command: './plugin.sh', covers: 'command'});
	});

	test('for one’s own kubeconfig is for all of it, unless others can write to it', async () => {
		const api = await serve();
		const home = path.join(api.folder, 'home');
		mkdirSync(path.join(home, '.kube'), {recursive: true});
		script(api, print({token: 'one'}));
		const own = path.join(home, '.kube', 'config');
		const write = (arg: string) => {
			const exec = {apiVersion: v1, command: path.join(api.folder, 'plugin.sh'), args: [arg]};
			writeFileSync(own, readFileSync(api.kubeconfig({user: {exec}})));
			chmodSync(own, 0o600);
		};
		const unallowed = async () => {
			const consent = consentIn(path.join(api.folder, 'plugins.jsonl'));
			const connected = await connect({env: {HOME: home}, consent});
			if (!connected.ok) throw new Error(connected.trouble.says);
			closing.unshift(connected.value.close);
			return connected.value.login;
		};
		write('one');
		const login = await unallowed();
		expect(login.unallowed()).toMatchObject({covers: 'file', args: ['one']});
		login.allow(login.unallowed()!);
		write('two');
		expect((await unallowed()).unallowed()).toBeUndefined();
		chmodSync(own, 0o666);
		expect((await unallowed()).unallowed()).toMatchObject({covers: 'command', args: ['two']});
	});
});

/** What has ended may not have been buried yet. */
function isRunning(pid: number): boolean {
	try {
		return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}
