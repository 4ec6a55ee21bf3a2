// Two who write the same place by turns: sluice stops before it becomes a loop.
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import type {Moment} from '../../source/gateway/decide.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import type {Permit} from '../../source/model/permit.ts';
import {connect as connectRaw} from '../conformance/connection.ts';
import {refusedBy, startPerforming} from '../kit/performing.ts';
import {httpRoutes} from '../kit/resources.ts';
import {privateHome, sluice} from '../kit/shell.ts';

let performing: Awaited<ReturnType<typeof startPerforming>>;
let journal = memoryJournal();
const home = privateHome();

beforeAll(async () => {
	performing = await startPerforming();
});

afterAll(async () => {
	await performing.stop();
	home.remove();
});

const checkout = {resource: httpRoutes, namespace: 'shop', name: 'checkout'};
const path = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout';
const challengerAt = '/spec/rules/1/backendRefs/1/weight';

function toPercent(percent: number): ActionCommand {
	const percents = [{backend: 'checkout-challenger', percent}];
	return {action: 'shift', target: checkout, rule: 'cards', percents};
}

/** Somebody else sets the challenger's share, as a pipeline does that goes by a file. */
async function pipelineWrites(percent: number): Promise<void> {
	const bystander = connectRaw(performing.demo.kubeconfig);
	const body = [
		{op: 'replace', path: challengerAt, value: percent},
		{op: 'replace', path: '/spec/rules/1/backendRefs/0/weight', value: 100 - percent},
	];
	const {status} = await bystander.ask('PATCH', `${path}?fieldManager=pipeline`, {
		type: 'application/json-patch+json',
		body,
	});
	bystander.close();
	expect(status).toBe(200);
}

async function shift(percent: number, moment: Moment = {}) {
	const permits: Permit[] = [];
	const confirm = async (permit: Permit) => permits.push(permit) > 0;
	const {outcome, told} = await performing.run(toPercent(percent), {
		journal,
		wait: false,
		moment: () => moment,
		confirm,
	});
	return {outcome, told, permit: permits[0]};
}

const share = () => performing.read(checkout, challengerAt);

beforeEach(async () => {
	journal = memoryJournal();
	await pipelineWrites(10);
});

async function lostTwice(first: number, second: number): Promise<void> {
	for (const percent of [first, second]) {
		expect((await shift(percent)).outcome.end).toBe('applied');
		await pipelineWrites(10);
	}
}

test('what was replaced twice in a row is not written a third time: object, place, writer, times and the next step are said', async () => {
	await lostTwice(25, 25);
	const {outcome, told} = await shift(25);
	expect(refusedBy(outcome)).toBe('owned');
	expect(await share()).toBe(10);
	const {says, hint} = outcome.end === 'refused' ? outcome.refusal : {says: '', hint: ''};
	const instant = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
	expect(says).toMatch(
		new RegExp(
			`^HTTPRoute shop/checkout: spec\\.rules\\.1\\.backendRefs\\.\\d\\.weight was written here at ${instant} and at ${instant}, and replaced both times, last by pipeline at ${instant}\\.$`,
		),
	);
	expect(hint).toMatch(/hold its owner \(hold\), or change it at its source\. --anyway writes it/);
	expect(told.some(({type}) => type === 'permitted')).toBe(false);
});

test('so it is where we give way each time, and they insist', async () => {
	await lostTwice(40, 25);
	expect(refusedBy((await shift(15)).outcome)).toBe('owned');
});

test('once is told, as before, and two who go on from each other’s share fight over nothing', async () => {
	await shift(25);
	await pipelineWrites(10);
	expect((await shift(25)).outcome.end).toBe('applied');
	journal = memoryJournal();
	for (const [ours, theirs] of [
		[35, 40],
		[50, 60],
	] as const) {
		expect((await shift(ours)).outcome.end).toBe('applied');
		await pipelineWrites(theirs);
	}
	expect((await shift(70)).outcome.end).toBe('applied');
});

test('the way back passes, as does whatever else is written to the object', async () => {
	await lostTwice(25, 25);
	const choosing: ActionCommand = {action: 'choose-champion', target: checkout, backend: 'checkout-champion'};
	const chosen = await performing.run(choosing, {journal, wait: false});
	expect(['applied', 'refused']).toContain(chosen.outcome.end);
	expect(refusedBy(chosen.outcome)).not.toBe('owned');
	const drain: ActionCommand = {action: 'drain-traffic', target: checkout, rule: 'cards'};
	expect((await performing.run(drain, {journal, wait: false})).outcome.end).toBe('applied');
	expect(await share()).toBe(0);
});

test('a person who was shown all that types one word, and it is written', async () => {
	await lostTwice(25, 25);
	const {outcome, permit} = await shift(25, {insists: 'asked'});
	expect(permit?.confirm).toMatchObject({
		by: 'word',
		word: 'anyway',
		because: expect.stringMatching(
			/replaced both times, .*: hold its owner \(hold\), or change it at its source\.$/,
		),
	});
	expect(permit?.plan.concerns).toContainEqual(permit?.plan.contested);
	expect(outcome.end).toBe('applied');
	await pipelineWrites(10);
	expect(refusedBy((await shift(25)).outcome), 'it does not lift it for good').toBe('owned');
});

test('a shell says --anyway, and --yes alone is not enough', async () => {
	const env = {...home.env, KUBECONFIG: performing.demo.kubeconfig};
	const words = [
		'shift',
		'httproute/checkout',
		'checkout-challenger=25',
		'--rule',
		'cards',
		'-n',
		'shop',
		'--yes',
	];
	for (let turn = 0; turn < 2; turn++) {
		expect(await sluice(words, env)).toMatchObject({code: 0});
		await pipelineWrites(10);
	}
	const refused = await sluice(words, env);
	expect(refused.code).toBe(3);
	expect(refused.said).toContain('replaced both times, last by pipeline');
	expect(refused.said).toContain('--anyway');
	expect(await share()).toBe(10);
	expect(await sluice([...words, '--dry-run'], env)).toMatchObject({code: 3});
	expect(await sluice([...words, '--anyway'], env)).toMatchObject({code: 0});
	expect(await share()).toBe(25);
}, 60_000);
