import {sayCommand} from '../engines/plain-plan.ts';
import type {ActionCommand} from '../model/command.ts';
import {isRefusal, type Refusal} from '../model/plan.ts';
import type {Backend, Split} from '../model/split.ts';
import {knownChampion} from '../traffic/roles.ts';
import type {Action} from './action.ts';
import {gatherSplits, type SplitFacts, saySplit} from './gather-splits.ts';
import {chooseSplit, planShares, sharesBefore} from './shift.ts';

type Swap = Extract<ActionCommand, {action: 'swap'}>;
type Pair = {readonly champion: Backend; readonly challenger: Backend};

/** Champion and challenger exchange their shares: a shift whose numbers nobody has to type. */
export const swap: Action<Swap, SplitFacts> = {
	name: 'swap',
	title: 'Swap champion and challenger',
	kinds: [],
	gather: (command, reader) => gatherSplits(command.target, reader),
	plan(command, facts) {
		const split = chooseSplit(command, facts);
		if ('refused' in split) return split;
		const pair = pairOf(split);
		if (isRefusal(pair)) return pair;
		const {champion, challenger} = pair;
		const [kept, given] = [champion, challenger].map(each => shareOf(each, split));
		if (kept == null || given == null) {
			return {
				refused: 'nothing-to-do',
				says: `${saySplit(split)} has no shares to exchange: every weight is 0.`,
				hint: 'Shift it first.',
			};
		}
		const percents = [
			{backend: champion.name, percent: given},
			{backend: challenger.name, percent: kept},
		];
		const plan = planShares(split, percents, command, facts);
		if (isRefusal(plan)) return plan;
		const says = `Swap the shares of ${champion.name} and ${challenger.name} of ${saySplit(split)}`;
		return {...plan, action: 'swap', says};
	},
};

function shareOf(backend: Backend, split: Split): number | null | undefined {
	return sharesBefore(split)[split.backends.indexOf(backend)];
}

/** Whose roles a mark or a choice gives; the heavier one is no champion by that. */
function pairOf(split: Split): Pair | Refusal {
	const champion = knownChampion(split.backends);
	const challengers = split.backends.filter(({role}) => role === 'challenger');
	const [challenger] = challengers;
	const names = split.backends.map(({name}) => name).join(' or ');
	if (!champion) {
		return {
			refused: 'role-unknown',
			says: `Nothing says which version of ${saySplit(split)} is the champion.`,
			hint: `Choose it first: ${sayCommand('choose-champion', split.ref)} with ${names}.`,
		};
	}
	if (!challenger || challengers.length > 1) {
		return {
			refused: 'role-unknown',
			says: `Nothing says which version of ${saySplit(split)} is the challenger to ${champion.name}.`,
			hint: `Give the shares by name: ${sayCommand('shift', split.ref)} BACKEND=PERCENT...`,
		};
	}
	return {champion, challenger};
}
