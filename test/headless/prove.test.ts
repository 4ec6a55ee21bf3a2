// Drains that are proved, or not, on the embedded cluster: its own time is stepped, its gateway counts.
import {afterEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {startDemo} from '../../source/demo/start.ts';
import {act} from '../../source/headless/act.ts';
import {checkFlags, type Flags} from '../../source/headless/flags.ts';
import type {Session} from '../../source/headless/session.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {connect as raw} from '../conformance/connection.ts';
import {entriesOf} from '../kit/journal-lines.ts';

const endings: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const end of endings.splice(0).reverse()) await end();
});

const words = ['httproute/checkout'];

async function played(scenario: string, typed: object, metrics: Session['metrics'] = {}) {
	const demo = await startDemo({scenario, seed: 1, isPaused: true});
	endings.push(() => demo.stop());
	const found = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!found.ok) throw new Error(found.trouble.says);
	endings.push(() => found.value.close());
	const flags = checkFlags({namespace: 'shop', yes: true, ...typed}, 'drain-traffic', words) as Flags;
	const said: string[] = [];
	const printed: string[] = [];
	const journal = memoryJournal();
	const session: Session = {
		// Its time and that of the session are one.
		cluster: {...found.value, clockAheadMs: () => 0},
		clock: demo.rehearsal.clock,
		journal,
		rules: {readOnly: false, isProduction: false, contextName: scenario},
		metrics,
		flags,
		signal: new AbortController().signal,
		out: {
			result: text => printed.push(text),
			say: text => said.push(text),
			json: value => printed.push(JSON.stringify(value)),
		},
	};
	demo.rehearsal.step(60_000);
	const passing = setInterval(() => demo.rehearsal.step(1000), 40);
	endings.push(() => clearInterval(passing));
	return {demo, said, printed, journal, drain: () => act('drain-traffic', words, session)};
}

test('ends with 0 once counts stand still, and prints each step with its time', async () => {
	const {drain, printed, journal} = await played('dead-challenger', {prove: '60s'});
	expect(await drain()).toBe(0);
	expect(entriesOf(journal)).toMatchObject([
		{proof: {says: expect.stringContaining('Nothing reaches checkout-challenger any more')}},
	]);
	expect(printed.at(-1)).toMatch(
		/^\d\d:\d\d:\d\d UTC {2}written\n\d\d:\d\d:\d\d UTC {2}accepted\nprogrammed: nobody reports.*\n.*on checkout-challenger.*until \d\d:\d\d:\d\d UTC\ncheckout-champion answers .*\nNothing reaches checkout-challenger any more, as far as is counted\.$/,
	);
});

test('what nobody measures ends with 4 at once, with the reason and what to do, as JSON too', async () => {
	const {drain, said, printed} = await played('calm-shop', {prove: '', output: 'json'}, {isOff: true});
	expect(await drain()).toBe(4);
	expect(said.at(-1)).toMatch(/^Unproved: whether requests still reach .* switched off.* Its logs tell/);
	expect(printed).toHaveLength(1);
	expect(JSON.parse(printed[0]!)).toMatchObject({
		end: 'settled',
		proof: {
			objects: 1,
			accepted: {state: 'yes'},
			// One for each rule.
			versions: Array(2).fill({name: 'checkout-challenger', state: 'unknown', lastRequestAt: null}),
			verdict: {state: 'unproved', next: expect.stringContaining('logs')},
		},
	});
});

test('one that somebody writes over is not happening: 4', async () => {
	const {demo, drain, said, printed} = await played('dead-challenger', {prove: '60s'});
	const api = raw(demo.kubeconfig);
	endings.push(api.close);
	const route = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout';
	const first = await api.ask('GET', route);
	const weights = (first.body as {spec: {rules: unknown}}).spec.rules;
	const back = setInterval(() => {
		if (!printed.some(text => text.includes('settled in'))) return;
		clearInterval(back);
		const patch = [{op: 'replace', path: '/spec/rules', value: weights}];
		void api.ask('PATCH', route, {body: patch, type: 'application/json-patch+json'});
	}, 20);
	endings.push(() => clearInterval(back));
	expect(await drain()).toBe(4);
	expect(said.join('\n')).toMatch(
		/It is not happening: HTTPRoute checkout gives .* again, so somebody wrote after you\. Look who/,
	);
});

test('what is drained already is proved since its drain', async () => {
	const {drain, said} = await played('dead-challenger', {prove: '60s'});
	expect(await drain()).toBe(0);
	expect(await drain()).toBe(0);
	expect(said.join('\n')).toContain('already sends everything to checkout-champion');
});

test.each([
	[{prove: 'httproute/checkout'}, 'httproute/checkout is not a time: --prove alone stands at the end'],
	[{prove: '', dryRun: true}, 'A dry run writes nothing that --prove could prove.'],
])('%j is refused', (typed, says) => {
	expect(checkFlags(typed, 'drain-traffic', words)).toContain(says);
});
