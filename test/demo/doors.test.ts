/** Which plays are on: each begins with the first who is let in, and ends when nobody has come for long. */
import {EventEmitter} from 'node:events';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {namespaces} from '../../source/demo/kinds/namespaces.ts';
import {play} from '../../source/demo/play.ts';
import {createPlays} from '../../source/demo/plays.ts';
import {empty} from '../../source/demo/scenarios/empty.ts';
import type {Scenario} from '../../source/demo/scenarios/scenario.ts';
import {startDemo} from '../../source/demo/start.ts';
import {createTokens} from '../../source/demo/tokens.ts';
import {connect} from '../conformance/connection.ts';

/** A cluster at a hundred times our speed, and connections to whichever of its scenarios. */
async function openDemo() {
	const demo = await startDemo({scenario: 'empty', seed: 1, speed: 100});
	onTestFinished(demo.stop);
	const kubeconfig = readFileSync(demo.kubeconfig, 'utf8');
	const folder = mkdtempSync(join(tmpdir(), 'sluice-doors-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	const connectTo = (scenario: string, token?: string) => {
		const [, server] = new RegExp(`- name: ${scenario}\n  cluster:\n    server: (\\S+)`).exec(kubeconfig)!;
		const moved = kubeconfig.replace(/server: \S+/, `server: ${server}`);
		const file = join(folder, scenario);
		writeFileSync(file, token ? moved.replace(/^( {4}token: ).*$/m, `$1${token}`) : moved, {mode: 0o600});
		const connection = connect(file);
		onTestFinished(connection.close);
		return connection;
	};
	const loginToken = () => readFileSync(JSON.parse(/tokenFile: (".*")/.exec(kubeconfig)![1]!), 'utf8');
	return {clock: demo.rehearsal.clock, connectTo, loginToken};
}

const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1';

test('nobody begins a play who is not let in', async () => {
	const {clock, connectTo} = await openDemo();
	const startMs = clock.now();
	const {ask} = connectTo('node-day');
	expect((await ask('GET', lease, {isStranger: true})).status).toBe(401);
	await vi.waitFor(() => expect(clock.now()).toBeGreaterThan(startMs + 120_000), {timeout: 20_000});
	const {body} = await ask('GET', lease);
	// Its time begins with whoever comes first.
	expect(Date.parse(body.spec.renewTime)).toBeLessThan(startMs + 60_000);
});

test('a play that has not begun lets those in who logged in', async () => {
	const {connectTo, loginToken} = await openDemo();
	const {ask} = connectTo('expiring-token', loginToken());
	expect((await ask('GET', '/api/v1/namespaces/shop/pods')).status).toBe(200);
});

const losing: Scenario = {...empty, name: 'losing', isLoginLost: true};

function playsWith(tokens = createTokens('lasting', () => {})) {
	vi.useFakeTimers({toFake: ['performance']});
	onTestFinished(() => void vi.useRealTimers());
	const settings = {seed: 1, speed: 1, nowMs: 0, isPaused: true, tokens, tell() {}};
	const plays = createPlays((scenario, firstVersion) => play(scenario, {...settings, firstVersion}));
	onTestFinished(() => plays.stopOthers(undefined, 0));
	return plays;
}

test('a play ends when nobody has come for long, unless it is the present one or somebody watches it', () => {
	const plays = playsWith();
	const [present, watched, forsaken] = ['present', 'watched', 'forsaken'].map(name => ({...empty, name}));
	for (const scenario of [present!, watched!, forsaken!]) plays.begin(scenario);
	const watch = new EventEmitter();
	plays.of(watched!).visitors.receive(watch);
	vi.advanceTimersByTime(999);
	plays.stopOthers(present, 1000);
	expect(plays.list()).toHaveLength(3);
	vi.advanceTimersByTime(1);
	plays.stopOthers(present, 1000);
	expect([present!, watched!, forsaken!].map(scenario => plays.get(scenario) !== undefined)).toEqual([
		true,
		true,
		false,
	]);
	watch.emit('close');
	plays.stopOthers(present, 1000);
	expect(plays.list()).toHaveLength(2);
	vi.advanceTimersByTime(1000);
	plays.stopOthers(present, 1000);
	expect(plays.list()).toEqual([plays.get(present!)]);
});

test('versions go on in a play that was stopped', () => {
	const plays = playsWith();
	const former = plays.of(empty).cluster.store.version;
	plays.stopOthers(undefined, 0);
	const versions = plays
		.of(empty)
		.cluster.store.list(namespaces)
		.map(({version}) => version);
	expect(Math.min(...versions)).toBeGreaterThan(former);
});

test('a login that was lost in a play is good again once the play is over', () => {
	let token = '';
	const tokens = createTokens('lasting', renewed => {
		token = renewed;
	});
	const plays = playsWith(tokens);
	plays.of(losing);
	tokens.expire();
	plays.stopOthers(undefined, 0);
	expect(tokens.accepts(token)).toBe(true);
});
