import {describe, expect, test} from 'vitest';
import {weightEdits} from '../../source/actions/weight-edits.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {ActionCommand, BackendPercent} from '../../source/model/command.ts';
import {type Json, valueAt} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {Split} from '../../source/model/split.ts';
import {prepare} from '../../source/perform/prepare.ts';
import {undoSteps} from '../../source/plan/undo.ts';
import {knownChampion} from '../../source/traffic/roles.ts';
import {sharesGiven} from '../../source/traffic/splits.ts';
import {deal, sharesOf} from '../../source/traffic/weights.ts';
import {objectAt, readerOf, trafficCases} from '../kit/traffic-cases.ts';
import {applied, asStored, expectOnlyEdited, splitsIn} from '../kit/traffic-writes.ts';

// What holds of every dialect at any weights, backends and percentages: the
// objects of its cases are given random weights and asked for random shares.
// The numbers are the same in every run; a failure names the case and the round.

const rounds = 12;

/** Numbers from 0 up to 1, the same for the same seed (Marsaglia's xorshift of 32 bits). */
function randomFrom(seed: string): () => number {
	let state = [...seed].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7) | 1;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) / 2 ** 32;
	};
}

/** The case's splits that are written as numbers, each in its objects with random weights. */
async function* drawn(name: string, objects: readonly KubernetesObject[]) {
	const random = randomFrom(name);
	const keys = (await splitsIn(objects)).filter(isWrittenByNumbers).map(({key}) => key);
	for (const key of keys) {
		for (let round = 0; round < rounds; round++) {
			const split = await splitIn(objects, key);
			const weighted = withWeights(objects, split, randomWeights(split, random));
			const fresh = await splitIn(weighted, key);
			if (isWrittenByNumbers(fresh)) yield {split: fresh, objects: weighted, random, round};
		}
	}
}

function isWrittenByNumbers({lockedBecause, backends}: Split): boolean {
	return lockedBecause === undefined && backends.every(({weightAt}) => weightAt?.form !== 'replicas');
}

async function splitIn(objects: readonly KubernetesObject[], key: string): Promise<Split> {
	return (await splitsIn(objects)).find(split => split.key === key)!;
}

/** Small sums, hundreds and large ones; of a fixed sum a part each; never all zero. */
function randomWeights({backends, sum, bounds}: Split, random: () => number): number[] {
	const parts = backends.map(() => (random() < 0.2 ? 0 : random()));
	if (!parts.some(part => part > 0)) parts[Math.floor(random() * parts.length)] = 1;
	const whole = sum ?? [1, 7, 100, 100, 1000, 30_000][Math.floor(random() * 6)]!;
	return deal(parts, Math.min(whole, bounds.max));
}

/** The objects as somebody would have written them with these weights. */
function withWeights(
	objects: readonly KubernetesObject[],
	split: Split,
	weights: readonly number[],
): readonly KubernetesObject[] {
	const edits = weightEdits(split, weights);
	return applied([{type: 'edit', target: split.ref, guards: [], edits}], objects);
}

type Command = Extract<ActionCommand, {action: 'shift' | 'drain-traffic'}>;

function preparedFor(command: Command, objects: readonly KubernetesObject[]) {
	const cluster = readerOf(objects) as unknown as Cluster;
	return prepare(command, {cluster, journal: memoryJournal(), clock: systemClock});
}

function shiftOf({ref, rule}: Split, percents: readonly BackendPercent[]): Command {
	return {action: 'shift', target: ref, rule, percents};
}

/** A whole percentage, or one with a decimal or two, for one backend or for several. */
function randomPercents({backends}: Split, random: () => number): BackendPercent[] {
	const unit = [1, 10, 100][Math.floor(random() * 3)]!;
	const named = backends.filter((_, index) => index === 0 || random() < 0.4);
	const parts = deal([...named.map(() => random()), random()], 100 * unit);
	if (named.length === backends.length) parts[0]! += parts.at(-1)!;
	const asked = named.map(({name}, index) => ({backend: name, percent: parts[index]! / unit}));
	return random() < 0.5 ? asked : asked.reverse();
}

const cases = trafficCases();

describe.each(cases)('$name', ({name, objects: written}) => {
	test('a shift sums exactly, reaches what can be reached, says what it reaches, and is taken back', async () => {
		for await (const {split, objects, random, round} of drawn(name, written)) {
			const percents = randomPercents(split, random);
			const at = `${split.key}, round ${round}: ${JSON.stringify(percents)}`;
			const prepared = await preparedFor(shiftOf(split, percents), objects);
			if (!('plan' in prepared)) {
				expectFairRefusal(prepared, split, at);
				continue;
			}
			const {plan} = prepared;
			const after = applied(plan.steps, objects);
			const reached = await splitIn(after, split.key);
			expectWhole(reached, split, at);
			expectReached(reached, percents, at);
			expectSaid(plan, reached, percents, at);
			expectOnlyEdited(plan, objects, after);
			expectInForm(reached, split, at);
			expect(applied(undoSteps(plan.steps), after).map(asStored), at).toEqual(objects.map(asStored));
		}
	});

	test('what two backends exchange leaves every other to the byte', async () => {
		for await (const {split, objects, random, round} of drawn(name, written)) {
			if (split.backends.length < 3 || isReadOtherwise(split)) continue;
			const [one, other] = [...split.backends].sort(() => random() - 0.5);
			const both = one!.share! + other!.share!;
			const units = (one!.weight ?? 0) + (other!.weight ?? 0);
			const percent = units === 0 ? 0 : (both * Math.floor(random() * (units + 1))) / units;
			const percents = [
				{backend: one!.name, percent},
				{backend: other!.name, percent: both - percent},
			];
			const prepared = await preparedFor(shiftOf(split, percents), objects);
			if (!('plan' in prepared)) continue;
			const after = applied(prepared.plan.steps, objects);
			for (const third of split.backends) {
				if (third === one || third === other || third.weightAt === undefined) continue;
				if (third.weightAt.form === 'within') {
					const {backends} = await splitIn(after, split.key);
					expect(backends.find(({name: each}) => each === third.name)?.weight).toBe(third.weight);
					continue;
				}
				const {ref, pointer} = third.weightAt;
				const stored = (all: readonly KubernetesObject[]): Json | undefined =>
					valueAt(objectAt(all, ref.uid), pointer);
				expect(stored(after), `${split.key}, round ${round}: ${third.name}`).toEqual(stored(objects));
			}
		}
	});

	test('nobody drains by weights alone: a mark or a choice says who stays, else it is asked', async () => {
		for (const {key} of (await splitsIn(written)).filter(isWrittenByNumbers)) {
			const split = await splitIn(written, key);
			const champion = knownChampion(split.backends)?.name;
			for (const parts of [
				[75, 25],
				[25, 75],
				[50, 50],
			]) {
				const shares = split.backends.map((_, index) => parts[index] ?? 0);
				const objects = withWeights(written, split, deal(shares, split.sum ?? 100));
				const {ref, rule} = split;
				const prepared = await preparedFor(
					{action: 'drain-traffic', target: ref, rule, to: undefined},
					objects,
				);
				const at = `${key} at ${parts.join('/')}`;
				if ('plan' in prepared) {
					const drained = await splitIn(applied(prepared.plan.steps, objects), key);
					expect(drained.backends.find(({share}) => share === 100)?.name, at).toBe(champion);
				} else if (champion === undefined) {
					expect(prepared, at).toMatchObject({refusal: {refused: 'role-unknown'}});
				} else expectFairRefusal(prepared, split, at);
			}
		}
	});
});

/** Routers that make something else of these weights than parts of the sum are held to what the plan says. */
function isReadOtherwise(split: Split): boolean {
	const weights = split.backends.map(({weight}) => weight ?? 0);
	const plain = sharesOf(weights);
	return sharesGiven(split, weights).some(
		(share, index) => Math.abs((share ?? 0) - (plain[index] ?? 0)) > 1e-6,
	);
}

/** What was a text stays one, a number a number; of a quantity whichever it was, unless it becomes a fraction. */
function expectInForm({backends}: Split, before: Split, at: string): void {
	for (const [index, {name, weightAt}] of backends.entries()) {
		if (weightAt?.stored === undefined) continue;
		const {form, stored} = weightAt;
		const was = before.backends[index]!.weightAt?.stored;
		const types = {
			number: ['number'],
			text: ['string'],
			quantity: [typeof was],
			thousandths: ['string', typeof was],
		};
		if (form in types) {
			expect(types[form as keyof typeof types], `${at}: ${name} is ${JSON.stringify(stored)}`).toContain(
				typeof stored,
			);
		}
	}
}

/** Only that it stands so already, or that what would get more is broken or dead. */
function expectFairRefusal(prepared: object, {backends}: Split, at: string): void {
	const isHurt = backends.some(({brokenBecause, pods}) => brokenBecause ?? pods?.ready === 0);
	const refused = isHurt ? expect.stringMatching(/^(nothing-to-do|out-of-bounds)$/) : 'nothing-to-do';
	expect(prepared, at).toMatchObject({refusal: {refused}});
}

function expectWhole({backends, bounds, sum}: Split, before: Split, at: string): void {
	const weights = backends.map(({weight}) => weight ?? Number.NaN);
	for (const weight of weights) {
		expect(Number.isSafeInteger(weight), `${at}: ${weights}`).toBe(true);
		expect(weight >= bounds.min && weight <= bounds.max, `${at}: ${weights}`).toBe(true);
	}
	const total = sumOf(weights);
	const present = sumOf(before.backends.map(({weight}) => weight ?? 0));
	if (sum !== undefined) expect(total, at).toBe(sum);
	// Where weights are bounded tightly any sum may come nearest.
	else if (bounds.max >= 100_000) expect([present, 100, 1000, 10_000, 100_000], at).toContain(total);
	else expect(total, at).toBeGreaterThan(0);
	expect(Math.abs(sumOf(backends.map(({share}) => share!)) - 100), at).toBeLessThan(1e-9);
}

/**
 * Two decimals fit ten thousand parts. Where fewer are allowed, or the sum is
 * fixed, one backend of two is missed by half a part at most, and one of
 * several, among which remainders are dealt, by less than a part.
 */
function expectReached(reached: Split, percents: readonly BackendPercent[], at: string): void {
	if (isReadOtherwise(reached)) return;
	const {sum, bounds, backends} = reached;
	const most = sum ?? Math.min(bounds.max, 100_000);
	const part = (backends.length === 2 ? 50 : 100) / most;
	const missable = (sum === undefined && most >= 10_000 ? 0 : part) + 1e-6;
	for (const {backend, percent} of percents) {
		const {share} = backends.find(({name}) => name === backend)!;
		expect(Math.abs(share! - percent), `${at}: ${backend} got ${share}`).toBeLessThan(missable);
	}
}

function expectSaid(plan: Plan, reached: Split, percents: readonly BackendPercent[], at: string): void {
	const shares = plan.shares?.[reached.key] ?? [];
	for (const [index, {name, share}] of reached.backends.entries()) {
		expect(shares[index], `${at}: ${name}`).toBeCloseTo(share!, 6);
		const asked = percents.find(({backend}) => backend === name)?.percent;
		const isMissed = asked !== undefined && Math.abs(asked - share!) > 0.005;
		const isSaid = plan.concerns.some(({says}) => says.includes(`% of ${name} cannot be reached exactly`));
		expect(isSaid, `${at}: ${name} got ${share}`).toBe(isMissed);
	}
}

function sumOf(numbers: readonly number[]): number {
	return numbers.reduce((total, each) => total + each, 0);
}
