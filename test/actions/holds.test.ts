import {expect, test} from 'vitest';
import type {HolderFacts} from '../../source/actions/gather-holders.ts';
import {handBack} from '../../source/actions/hand-back.ts';
import {hold} from '../../source/actions/hold.ts';
import {release} from '../../source/actions/release.ts';
import {heldOf, heldText} from '../../source/model/held.ts';
import type {Json, JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {patchOf} from '../../source/model/patch.ts';
import {isRefusal, type Plan, type Refusal} from '../../source/model/plan.ts';
import {holders} from '../../source/owners/holders.ts';
import {undoSteps} from '../../source/plan/undo.ts';
import {httpRoutes} from '../kit/resources.ts';
import {entry} from '../owners/facts.ts';

const noon = Date.UTC(2026, 0, 1, 12);
const minute = 60_000;
const target = {resource: httpRoutes, namespace: 'shop', name: 'checkout'};
const heldAt = '/metadata/annotations/sluice.dev~1held';
const policyAt = '/spec/syncPolicy/automated';

function holdingOf(
	plural: string,
	spec: JsonObject,
	metadata: JsonObject = {},
): HolderFacts['holding'][number] {
	const holder = holders.find(each => each.plural === plural)!;
	const kind = {applications: 'Application', kustomizations: 'Kustomization', helmreleases: 'HelmRelease'}[
		plural
	]!;
	const resource = {group: holder.group, version: 'v1', plural, kind, namespaced: true};
	const object = {
		metadata: {name: 'shop', namespace: 'gitops', uid: 'o1', ...metadata},
		spec,
		status: {resources: [{}, {}, {}]},
	} as unknown as KubernetesObject;
	return {holder, resource, object, ref: {resource, namespace: 'gitops', name: 'shop', uid: 'o1'}};
}

function factsWith(...holding: HolderFacts['holding']): HolderFacts {
	return {
		ref: {...target, uid: 'u1'},
		holding,
		elsewhere: [],
		unknown: [],
		who: 'jane',
		now: noon,
	};
}

const heals = {syncPolicy: {automated: {prune: true, selfHeal: true}}};

function heldBy(who: string, former: Json | undefined): JsonObject {
	return {annotations: {'sluice.dev/held': heldText({who, since: noon, until: noon + 60 * minute, former})}};
}

function planned(answer: Plan | Refusal): Plan {
	if (isRefusal(answer)) throw new Error(`refused: ${answer.says}`);
	return answer;
}

function holdPlan(facts: HolderFacts, forMs = 30 * minute) {
	return hold.plan({action: 'hold', target, forMs}, facts);
}

function releasePlan(facts: HolderFacts) {
	return release.plan({action: 'release', target}, facts);
}

test('a hold takes the policy away and writes it down in one guarded patch', () => {
	const plan = planned(holdPlan(factsWith(holdingOf('applications', heals))));
	const note = {
		who: 'jane',
		since: '2026-01-01T12:00:00.000Z',
		until: '2026-01-01T12:30:00.000Z',
		former: {prune: true, selfHeal: true},
	};
	expect(plan.says).toBe('Hold Application gitops/shop for 30 min');
	expect(patchOf(plan.steps[0]!)).toEqual([
		{op: 'test', path: '/metadata/uid', value: 'o1'},
		{op: 'test', path: policyAt, value: {prune: true, selfHeal: true}},
		{op: 'test', path: '/metadata/annotations', value: null},
		{op: 'remove', path: policyAt},
		{op: 'add', path: '/metadata/annotations', value: {}},
		{op: 'add', path: heldAt, value: JSON.stringify(note)},
	]);
	expect(plan.concerns[0]).toEqual({
		says: 'Nothing reaches all of its 3 objects from Git until it is released.',
		hint: 'Release it: sluice release applications.argoproj.io/shop -n gitops',
	});
});

test.each([
	['absent', {}, undefined],
	['false', {suspend: false}, false],
])('a suspend that is %s is kept as it is', (_name, spec, former) => {
	const plan = planned(holdPlan(factsWith(holdingOf('kustomizations', spec))));
	const [policy, note] = plan.steps[0]!.edits;
	expect(policy).toEqual({at: '/spec/suspend', from: former, to: true});
	expect(Object.hasOwn(JSON.parse(String(note?.to)), 'former')).toBe(former !== undefined);
	expect(JSON.parse(String(note?.to)).former).toBe(former);
});

test('a hold that is held already is only held for longer', () => {
	const holding = holdingOf('applications', {syncPolicy: {}}, heldBy('joe', {prune: true}));
	const plan = planned(holdPlan(factsWith(holding), 120 * minute));
	expect(plan.steps[0]!.edits.map(({at}) => at)).toEqual([heldAt]);
	expect(JSON.parse(String(plan.steps[0]!.edits[0]!.to))).toMatchObject({who: 'jane', former: {prune: true}});
	expect(plan.lines[0]).toMatchObject({
		from: 'held until 2026-01-01T13:00:00Z',
		to: 'held until 2026-01-01T14:00:00Z',
	});
});

test('both owners of an object are held, and an idle one is said', () => {
	const facts = factsWith(holdingOf('applications', heals), holdingOf('kustomizations', {suspend: true}));
	const plan = planned(holdPlan(facts));
	expect(plan.steps).toHaveLength(1);
	expect(plan.concerns.map(({says}) => says)).toContain('Kustomization gitops/shop is suspended already.');
});

test.each([
	['nobody', factsWith(), 'has no GitOps owner that can be seen'],
	[
		'somebody elsewhere',
		{...factsWith(), elsewhere: ['Argo CD application shop']},
		'Argo CD application shop, which has HTTPRoute shop/checkout, is not in this cluster.',
	],
	['somebody unknown', {...factsWith(), unknown: ['You may not.']}, 'could not be looked for'],
	['one that syncs by hand', factsWith(holdingOf('applications', {})), 'syncs by hand only'],
	['one that is suspended', factsWith(holdingOf('helmreleases', {suspend: true})), 'is suspended already'],
	[
		'one with a note that means nothing',
		factsWith(holdingOf('applications', heals, {annotations: {'sluice.dev/held': 'yes'}})),
		'means nothing to sluice',
	],
])('%s to hold is refused, which ends in 3', (_name, facts, says) => {
	const answer = holdPlan(facts);
	expect(isRefusal(answer) && answer.refused).toBe('guarded');
	expect(answer.says).toContain(says);
});

test.each([
	[0, 'usage'],
	[30_000, 'usage'],
	[minute, 'planned'],
	[168 * 60 * minute, 'planned'],
	[169 * 60 * minute, 'usage'],
	[Number.NaN, 'usage'],
])('a hold for %s ms is %s', (forMs, answer) => {
	const plan = holdPlan(factsWith(holdingOf('applications', heals)), forMs);
	expect(isRefusal(plan) ? plan.refused : 'planned').toBe(answer);
});

test.each([
	['an automated policy', 'applications', {syncPolicy: {}}, {prune: true}],
	['an empty policy', 'applications', {syncPolicy: {}}, {}],
	['a false', 'kustomizations', {suspend: true}, false],
	['nothing', 'kustomizations', {suspend: true}, undefined],
] as const)('a release puts %s back', (_name, plural, spec, former) => {
	const holding = holdingOf(plural, spec, heldBy('joe', former));
	const plan = planned(releasePlan(factsWith(holding)));
	const [policy, note] = plan.steps[0]!.edits;
	expect(policy?.to).toEqual(former);
	expect(note).toMatchObject({at: heldAt, to: undefined});
	expect(plan.steps[0]!.guards.map(({at}) => at)).toEqual([holding.holder.policyAt, heldAt]);
});

test('a policy that somebody set meanwhile is theirs, and only the note goes', () => {
	const holding = holdingOf(
		'applications',
		{syncPolicy: {automated: {prune: false}}},
		heldBy('joe', {prune: true}),
	);
	const plan = planned(releasePlan(factsWith(holding)));
	expect(plan.steps[0]!.edits.map(({at}) => at)).toEqual([heldAt]);
	expect(plan.concerns[0]?.says).toContain('Somebody changed the policy');
});

test.each([
	['nobody holds', factsWith(holdingOf('applications', heals)), 'Nobody holds Application gitops/shop.'],
	[
		'a note cannot be read',
		factsWith(holdingOf('applications', {}, {annotations: {'sluice.dev/held': '{"until":5}'}})),
		'cannot be read',
	],
	['there is no owner', factsWith(), 'no GitOps owner'],
])('where %s there is nothing to release', (_name, facts, says) => {
	const answer = releasePlan(facts);
	expect(isRefusal(answer) && answer.refused).toBe('guarded');
	expect(answer.says).toContain(says);
});

test('undoing a release adds the annotations anew where the last one went', () => {
	const holding = holdingOf('kustomizations', {suspend: true}, heldBy('joe', undefined));
	const {steps} = planned(releasePlan(factsWith(holding)));
	const released = {metadata: {name: 'shop', uid: 'o1'}, spec: {}} as unknown as KubernetesObject;
	const [back] = undoSteps(steps, new Map([[steps[0]!, released]]));
	expect(patchOf(back!)).toEqual([
		{op: 'test', path: '/metadata/uid', value: 'o1'},
		{op: 'test', path: '/spec/suspend', value: null},
		{op: 'test', path: '/metadata/annotations', value: null},
		{op: 'add', path: '/spec/suspend', value: true},
		{op: 'add', path: '/metadata/annotations', value: {}},
		{op: 'add', path: heldAt, value: heldBy('joe', undefined).annotations!['sluice.dev/held' as never]},
	]);
	const taken = {metadata: {annotations: {'sluice.dev/held': 'by another'}}} as unknown as KubernetesObject;
	const [refused] = undoSteps(steps, new Map([[steps[0]!, taken]]));
	expect(refused!.guards).toContainEqual({at: heldAt, is: undefined});
});

test('a note is read as it was written', () => {
	const held = {who: 'jane "x" <a&b>', since: noon, until: noon + minute, former: {a: [1, null]}};
	const annotations = {'sluice.dev/held': heldText(held)};
	expect(heldOf({metadata: {annotations}} as unknown as KubernetesObject)).toEqual(held);
	expect(heldOf({metadata: {}} as unknown as KubernetesObject)).toBeUndefined();
});

const rules = {'f:spec': {'f:rules': {}}};

function managed(...managers: readonly string[]): KubernetesObject {
	const managedFields = managers.map(manager => entry(manager, 'Update', '2026-01-01T10:00:00Z', rules));
	return {
		metadata: {name: 'checkout', namespace: 'shop', uid: 'u1', managedFields},
	} as unknown as KubernetesObject;
}

test('handing back removes every entry of ours from the last to the first, tested as it was read', () => {
	const object = managed('sluice', 'ci', 'sluice');
	const plan = planned(handBack.plan({action: 'hand-back', target}, object));
	const ours = entry('sluice', 'Update', '2026-01-01T10:00:00Z', rules);
	expect(patchOf(plan.steps[0]!)).toEqual([
		{op: 'test', path: '/metadata/uid', value: 'u1'},
		{op: 'test', path: '/metadata/managedFields/2', value: ours},
		{op: 'test', path: '/metadata/managedFields/0', value: ours},
		{op: 'remove', path: '/metadata/managedFields/2'},
		{op: 'remove', path: '/metadata/managedFields/0'},
	]);
	expect(plan.lines[0]).toEqual({
		subject: 'spec.rules',
		from: 'sluice, since 2026-01-01T10:00:00Z',
		to: 'nobody, until the next apply',
	});
	expect(plan.undo.way).toBe('none');
});

test('where nothing is ours there is nothing to hand back', () => {
	const answer = handBack.plan({action: 'hand-back', target}, managed('ci'));
	expect(isRefusal(answer) && answer.refused).toBe('guarded');
});
