import {sayKind} from '../model/ref.ts';
import {isDead, type Split} from '../model/split.ts';
import {type Acceptance, acceptanceOf} from '../traffic/acceptance.ts';
import {knownChampion} from '../traffic/roles.ts';
import type {Picture} from './picture.ts';
import {listed, percent, type Sentence, said} from './sentence.ts';
import {shortened} from './trouble-sentences.ts';

/** Traffic that moved, splits that came and went, and what gateways said to it. */
export function splitSentences({splits: former}: Picture, {splits}: Picture): readonly Sentence[] {
	const isWhole = former.isWhole && splits.isWhole;
	const fresh = isWhole ? [...splits.all.values()].filter(({key}) => !former.all.has(key)) : [];
	const gone = isWhole ? [...former.all.values()].filter(({key}) => !splits.all.has(key)) : [];
	const changed = [...splits.all.values()].flatMap(split => {
		const before = former.all.get(split.key);
		return before === undefined ? [] : changesOf(before, split);
	});
	return [
		...shortened(changed, 'change', 'of splits: splits lists all'),
		...shortened(
			fresh.map(split => said(`New: ${saySplit(split)}`)),
			'split',
			'are new: splits lists all',
		),
		...shortened(
			gone.map(split => said(`${nameOf(split)} is gone`)),
			'split',
			'are gone',
		),
	];
}

export function nameOf({ref, rule}: Split): string {
	return `${sayKind(ref.resource)} ${ref.namespace}/${ref.name}${rule && `, rule ${rule}`}`;
}

/** What a split is, in one sentence. */
export function saySplit(split: Split): string {
	const champion = knownChampion(split.backends);
	const parts = split.backends.map(backend => {
		const role = backend === champion ? ' (champion)' : '';
		const pods = isDead(backend) ? ' with no ready pod' : '';
		return `${backend.name}${role} ${backend.share === null ? 'has no share' : `gets ${percent(backend.share)} percent`}${pods}`;
	});
	return `${nameOf(split)}: ${listed(parts)}`;
}

function changesOf(before: Split, after: Split): readonly Sentence[] {
	const moved = movesOf(before, after);
	const [was, is] = [acceptanceOf(before), acceptanceOf(after)];
	const [champion, formerChampion] = [knownChampion(after.backends), knownChampion(before.backends)];
	return [
		...(moved.length === 0
			? []
			: [{...said(`${nameOf(after)}: ${moved.join('; ')}`, accepted(is)), changed: after.ref}]),
		...(moved.length === 0 && was?.state !== is?.state && is !== undefined ? [verdict(after, is)] : []),
		...(champion?.name === formerChampion?.name
			? []
			: [
					said(
						`${nameOf(after)}: ${champion ? `${champion.name} is the champion now` : 'no champion is known any more'}`,
					),
				]),
		...(before.lockedBecause === after.lockedBecause || after.lockedBecause === undefined
			? []
			: [said(`${nameOf(after)} cannot be shifted now: ${after.lockedBecause}`)]),
	];
}

/** Shares to the tenth of a percent: what moves less is a matter of pods that come and go. */
function movesOf({backends: before}: Split, {backends: after}: Split): readonly string[] {
	const changed = after.flatMap(({name, share}) => {
		const former = before.find(each => each.name === name);
		if (former === undefined) return [`${name} is new and gets ${percent(share)} percent`];
		if (Math.abs((former.share ?? -1) - (share ?? -1)) < 0.1) return [];
		return [`${name} went from ${percent(former.share)} to ${percent(share)} percent`];
	});
	const gone = before.filter(({name}) => !after.some(each => each.name === name));
	return [...changed, ...gone.map(({name}) => `${name} is not in it any more`)];
}

function accepted(acceptance: Acceptance | undefined): string | undefined {
	if (acceptance === undefined) return undefined;
	return {
		accepted: 'The gateway has accepted it',
		behind: 'The gateway has not seen it yet',
		refused: `The gateway refuses it: ${acceptance.says}`,
		'not-reported': 'No gateway reports on it',
	}[acceptance.state];
}

function verdict(split: Split, acceptance: Acceptance): Sentence {
	const says = {
		accepted: 'the gateway has accepted the change',
		behind: 'changed; the gateway has not seen it yet',
		refused: `the gateway refuses it: ${acceptance.says}`,
		'not-reported': 'no gateway reports on it any more',
	}[acceptance.state];
	return said(`${nameOf(split)}: ${says}`);
}
