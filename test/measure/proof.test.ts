import {expect, test} from 'vitest';
import type {Known} from '../../source/measure/known.ts';
import {judgeDrain} from '../../source/measure/proof.ts';
import {proofText} from '../../source/measure/proof-words.ts';
import type {Measured} from '../../source/model/measured.ts';
import {unmeasured} from '../../source/model/measured.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {Condition, Split} from '../../source/model/split.ts';
import type {MeasureRead} from '../../source/store/measures.ts';
import type {Run} from '../../source/store/run.ts';
import {splitOf} from '../kit/splits.ts';

const written = Date.UTC(2026, 0, 1, 14, 2, 11);
const accepted: Condition = {
	type: 'Accepted',
	status: 'True',
	reason: 'Accepted',
	message: '',
	observedGeneration: 2,
};

function runOf(split: Split, more: Partial<Run> = {}): Run {
	const plan = {
		action: 'drain-traffic',
		says: 'Drain',
		lines: [],
		steps: [{target: split.ref, type: 'edit', guards: [], edits: []}],
		shares: {[split.key]: [100, 0]},
		undo: {way: 'swap'},
		settledWhen: [],
		concerns: [],
		owners: [],
		isEscape: true,
	} as const satisfies Plan;
	return {
		id: 1,
		command: {action: 'drain-traffic', target: split.ref},
		says: 'Drain',
		startedAt: written,
		plan,
		rehearsed: [],
		applied: plan.steps,
		progress: '',
		writtenAt: written,
		endedAt: written + 900,
		outcome: {end: 'settled', plan, id: 'x', tookMs: 900, progress: 'accepted'},
		...more,
	};
}

function measuredAt(afterS: number, challenger: object): MeasureRead {
	const none = {requests: 0, perSecond: 0, failed: 0, failures: []};
	const measured: Measured = {
		state: 'measured',
		meter: 'Istio',
		source: 'monitoring/prometheus:9090',
		side: 'gateway',
		extent: 'backend',
		at: written + afterS * 1000,
		windowMs: 15_000,
		backends: [
			{name: 'v1', ...none, requests: 900, perSecond: 60, failed: 9},
			{name: 'v2', ...none, ...challenger},
		],
		remarks: [],
	};
	return {measured, series: []};
}

function judged(
	read: MeasureRead | undefined,
	{
		split = {},
		run = {},
		known = {},
	}: {split?: Partial<Split>; run?: Partial<Run>; known?: Partial<Known>} = {},
) {
	const now = {...splitOf({v1: 100, v2: 0}), generation: 2, conditions: [accepted], ...split};
	const nothing = {readOf: () => read, sharesOf: () => [], oldSince: undefined};
	return judgeDrain(runOf(now, run), [now], {...nothing, ...known})!;
}

const unreported = {state: 'not-reported', says: 'nobody reports when the data plane has it'};

test('once counts stand still after it was written, nothing reaches the challenger any more, and since when', () => {
	const proof = judged(measuredAt(30, {lastAt: written + 4000}));
	expect(proof).toMatchObject({
		writtenAt: written,
		objects: 1,
		accepted: {state: 'yes', at: written + 900},
		programmed: unreported,
		versions: [{name: 'v2', state: 'quiet', lastAt: written + 4000, until: written + 30_000}],
		champion: 'v1 answers 60/s, 1 % errors',
		verdict: {state: 'proved', says: 'Nothing reaches v2 any more, as far as is counted.'},
	});
});

test.each([
	['nothing was read yet', undefined],
	['counts are older than the write', measuredAt(-1, {})],
	[
		'counts come only now and then',
		{measured: unmeasured('too-soon', 'Counts come every 15 s.'), series: []},
	],
])('nothing is claimed while %s', (_says, read) => {
	expect(judged(read).verdict).toMatchObject({state: 'waiting'});
});

test('requests under way when it was written may still end; later ones mean that it is not happening', () => {
	const busy = {requests: 40, perSecond: 8, lastAt: written + 8000};
	expect(judged(measuredAt(8, busy)).verdict).toMatchObject({state: 'waiting'});
	expect(judged(measuredAt(25, {...busy, lastAt: written + 25_000})).verdict).toEqual({
		state: 'not-happening',
		says: 'It is not happening: 8/s still reach v2 25 s after it was written, because of connections that stay open, clients bound to it, or a way that is not written in these routes.',
		next: 'Scale v2 to 0 (:scale 0): that ends what is bound to it.',
	});
});

test('a way that could not be closed is named as the cause, with what to do about it', () => {
	const split = splitOf({v1: 100, v2: 0});
	const {plan} = runOf(split);
	const concern = {says: 'Not drained by this: rule beta sends x-beta=1 to v2.', hint: 'Close it by hand.'};
	const late = measuredAt(25, {requests: 40, perSecond: 8, lastAt: written + 25_000});
	expect(judged(late, {run: {plan: {...plan!, concerns: [concern]}}}).verdict).toMatchObject({
		says: expect.stringContaining('because of rule beta sends x-beta=1 to v2.'),
		next: 'Close it by hand.',
	});
});

test('what somebody wrote after it, and a route that is not taken, are said at once', () => {
	const back = splitOf({v1: 75, v2: 25}).backends;
	const sharesOf = () => [
		{at: written + 500, value: 0},
		{at: written + 3000, value: 25},
	];
	expect(judged(undefined, {split: {backends: back}, known: {sharesOf}}).verdict).toMatchObject({
		state: 'not-happening',
		says: expect.stringMatching(/gives v2 25 % again, so somebody wrote after you/),
	});
	const refused = {...accepted, status: 'False', reason: 'BackendNotFound'};
	expect(judged(undefined, {split: {conditions: [refused]}}).verdict).toMatchObject({
		state: 'not-happening',
		says: expect.stringContaining('Accepted BackendNotFound'),
	});
});

test('what the screen does not show yet is no word of somebody else, the less where it is out of date', () => {
	const split = {backends: splitOf({v1: 75, v2: 25}).backends};
	const sharesOf = () => [{at: written - 60_000, value: 25}];
	expect(judged(undefined, {split, known: {sharesOf}}).verdict).toEqual({
		state: 'waiting',
		says: expect.stringMatching(/^Written; the screen still shows 25 % at v2 of HTTPRoute \S+\.$/),
	});
	const old = judged(undefined, {split, known: {sharesOf, oldSince: written - 5000}});
	expect(old.verdict.says).toContain('which is out of date');
});

test('of what an engine gave up, its challenger is looked at', () => {
	const split = splitOf({v1: 100, v2: 0});
	const {plan} = runOf(split);
	const rollout = {...split.ref, name: 'led', uid: 'r'};
	const proof = judged(measuredAt(30, {lastAt: written + 4000}), {
		split: {drivenBy: rollout},
		run: {command: {action: 'abort', target: rollout}, plan: {...plan!, shares: undefined}},
	});
	expect(proof).toMatchObject({versions: [{name: 'v2', state: 'quiet'}], verdict: {state: 'proved'}});
});

test('what an engine gave up is accepted once it has done it, where nobody else reports of the split', () => {
	const {ref} = splitOf({v1: 100, v2: 0});
	const rollout = {...ref, name: 'led', uid: 'r'};
	const abort = {command: {action: 'abort', target: rollout} as const};
	const split = {drivenBy: rollout, conditions: []};
	const read = measuredAt(30, {lastAt: written + 4000});
	expect(judged(read, {split}).accepted).toMatchObject({state: 'not-reported'});
	expect(judged(read, {split, run: abort}).accepted).toEqual({
		state: 'yes',
		at: written + 900,
		says: 'accepted',
	});
	expect(judged(read, {split, run: {...abort, outcome: undefined}}).accepted).toEqual({
		state: 'waiting',
		says: 'its engine has not done it yet',
	});
});

test.each([
	['nothing measures it', {measured: unmeasured('no-source', 'Nothing here measures requests.'), series: []}],
	['its series is missing', measuredAt(30, {gap: {why: 'missing'}})],
	['figures are old', {...measuredAt(30, {}), oldBecause: unmeasured('unreachable', 'It does not answer.')}],
])('where %s, exactly that is unproved', (_says, read) => {
	const {verdict, versions} = judged(read as MeasureRead);
	expect(verdict).toMatchObject({
		state: 'unproved',
		says: expect.stringMatching(/^Unproved: whether requests still reach v2\. .+/),
	});
	expect(versions).toMatchObject([{state: 'unknown'}]);
});

test('a gateway that counts the challenger no more has led nothing there since', () => {
	const proof = judged(measuredAt(60, {gap: {why: 'stale', since: written + 5000}, lastAt: written + 2000}));
	expect(proof.versions).toMatchObject([
		{name: 'v2', state: 'quiet', lastAt: written + 2000, until: written + 5000},
	]);
	expect(proof.verdict).toMatchObject({state: 'proved'});
});

test('programmed is said where it is reported', () => {
	const programmed = {...accepted, type: 'Programmed', since: written + 1000};
	expect(judged(undefined, {split: {conditions: [accepted, programmed]}}).programmed).toEqual({
		state: 'yes',
		at: written + 1000,
		says: 'programmed',
	});
});

const formerly = (percent: number) => ({
	known: {sharesOf: () => [{at: written - 60_000, value: percent}]},
});

test('a silence that may be chance proves nothing, and says what would have come', () => {
	// Of 20 requests in 2 s none may well be among the 5 % that are to go there: in 36 of 100 cases.
	const soon = measuredAt(2, {});
	const few = {...soon, measured: {...soon.measured, backends: withRate(soon.measured, 10)}} as MeasureRead;
	expect(judged(few, formerly(5)).verdict).toEqual({
		state: 'waiting',
		says: 'No request on v2 for 2 s, which may be chance: at its former share about 1 would have come.',
	});
	expect(judged(few, formerly(50)).verdict).toMatchObject({state: 'proved', isSure: true});
	expect(judged(few).verdict).toEqual({
		state: 'waiting',
		says: 'No request on v2 for 2 s, which may be chance.',
	});
});

test('where few come at all, ten seconds of silence are said to be little', () => {
	const later = measuredAt(12, {lastAt: written + 1000});
	const few = {...later, measured: {...later.measured, backends: withRate(later.measured, 2)}} as MeasureRead;
	const read = withChallenger(few, {lastAt: written + 1000});
	expect(judged(read, formerly(5)).verdict).toEqual({
		state: 'proved',
		isSure: false,
		says: 'Nothing reaches v2 any more, as far as is counted: none in 11 s: at its former share about 1 would have come.',
	});
});

test('the share that the plan read counts, whatever was seen before', () => {
	const split = splitOf({v1: 100, v2: 0});
	const {plan} = runOf(split);
	const run = {plan: {...plan!, formerShares: {[split.key]: [95, 5]}}};
	const read = withChallenger(measuredAt(2, {}), {});
	const slow = {...read, measured: {...read.measured, backends: withRate(read.measured, 10)}} as MeasureRead;
	expect(judged(slow, {run, ...formerly(50)}).verdict).toMatchObject({state: 'waiting'});
});

test('what its pods count says nothing of requests that reach none of them', () => {
	const read = measuredAt(30, {lastAt: written + 4000});
	const ofPods = {...read, measured: {...read.measured, side: 'pods'}} as MeasureRead;
	expect(judged(ofPods).verdict).toMatchObject({
		state: 'proved',
		says: 'Nothing reaches v2 any more, as its pods count; what reaches no pod is not counted.',
	});
	const [v1, v2] = splitOf({v1: 100, v2: 0}).backends;
	const backends = [v1!, {...v2!, pods: {ready: 0, wanted: 3}}];
	expect(judged(ofPods, {split: {backends}}).verdict).toMatchObject({
		state: 'unproved',
		says: expect.stringContaining('none of them is ready: what reaches no pod is counted by nobody'),
	});
});

test('too few requests to say are waited for, and call for no other source', () => {
	const few = {measured: unmeasured('too-few', 'Only 5 requests in 60 s: too few to say.'), series: []};
	expect(judged(few).verdict).toEqual({
		state: 'waiting',
		says: 'Not counted yet. Only 5 requests in 60 s: too few to say.',
	});
});

test('how the champion fares is told by counts from after it was written alone', () => {
	expect(judged(measuredAt(-1, {})).champion).toBeUndefined();
	const mixed = measuredAt(5, {});
	expect(judged(mixed).champion).toBeUndefined();
});

test('what nobody counted in between is not claimed', () => {
	const proof = judged(measuredAt(300, {countedFrom: written + 120_000}));
	expect(proof.versions).toMatchObject([{state: 'quiet', from: written + 120_000, silence: {ms: 180_000}}]);
	expect(proofText(proof)).toContain('no request on v2 from 14:04:11 UTC until 14:07:11 UTC');
});

test('a gateway of which one pod was not read since is not known to be quiet since', () => {
	const proof = judged(measuredAt(30, {countedUntil: written - 1000}));
	expect(proof.versions).toMatchObject([{state: 'early'}]);
});

test('of what an engine rolled back, the version that it replaced is looked at, whatever its role is by now', () => {
	const split = splitOf({v1: 100, v2: 0});
	const [v1, v2] = split.backends;
	const rollout = {...split.ref, name: 'led', uid: 'r'};
	const {plan} = runOf(split);
	const run = {
		command: {action: 'abort', target: rollout} as const,
		plan: {
			...plan!,
			action: 'abort' as const,
			shares: undefined,
			settledWhen: [{seen: 'rollout', of: rollout, until: 'rests', former: 'bad'} as const],
		},
	};
	const backends = [
		{...v1!, role: 'challenger', labels: {hash: 'good'}},
		{...v2!, role: 'champion', labels: {hash: 'bad'}},
	] as const;
	const read = measuredAt(30, {lastAt: written + 4000});
	expect(judged(read, {split: {drivenBy: rollout, backends}, run}).versions).toMatchObject([{name: 'v2'}]);
	// Once only one version is left there may be no split any more.
	const alone = judgeDrain(runOf(split, run), [], {
		readOf: () => read,
		sharesOf: () => [],
		oldSince: undefined,
	});
	expect(alone).toMatchObject({versions: [], verdict: {state: 'unproved'}});
});

test('a route of the same name as what was given up is not looked at', () => {
	const split = splitOf({v1: 100, v2: 0});
	const {plan} = runOf(split);
	const rollout = {...split.ref, resource: {...split.ref.resource, group: 'argoproj.io', kind: 'Rollout'}};
	const run = {command: {action: 'abort', target: rollout} as const, plan: {...plan!, shares: undefined}};
	expect(judged(measuredAt(30, {}), {run})).toMatchObject({versions: []});
});

function withRate(measured: Measured, perSecond: number) {
	if (measured.state !== 'measured') throw new Error('not measured');
	return measured.backends.map(each => (each.name === 'v1' ? {...each, perSecond} : each));
}

function withChallenger(read: MeasureRead, more: object): MeasureRead {
	if (read.measured.state !== 'measured') throw new Error('not measured');
	const backends = read.measured.backends.map(each => (each.name === 'v2' ? {...each, ...more} : each));
	return {...read, measured: {...read.measured, backends}};
}
