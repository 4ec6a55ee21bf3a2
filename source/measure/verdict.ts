import type {Plan} from '../model/plan.ts';
import type {Claim, Silence, Verdict, VersionProof} from '../model/proof.ts';
import {isDead} from '../model/split.ts';
import {trim} from '../traffic/weights.ts';
import type {Drained} from './drained.ts';
import type {Known} from './known.ts';
import {saySpan} from './said.ts';
import {graceMs, isLongEnough} from './silence.ts';

/** Two clocks agree no better than this. */
export const clockSlackMs = 2000;

type Judged = {
	readonly plan: Plan;
	readonly accepted: Claim;
	readonly versions: readonly VersionProof[];
	readonly drained: readonly Drained[];
	readonly writtenAt: number;
	readonly known: Known;
};

/** What all of it comes to, and what to do where it does not happen. */
export function verdictOf({plan, accepted, versions, drained, writtenAt, known}: Judged): Verdict {
	const names = [...new Set(versions.map(({name}) => name))].join(', ');
	const shown = drained.flatMap(({split, away}) =>
		away.flatMap(({name, share}) => ((share ?? 0) > 0 ? [{split, name, share: share!}] : [])),
	);
	const [back] = shown.filter(({split, name}) =>
		known.sharesOf(split.key, name).some(({at, value}) => value === 0 && at >= writtenAt - clockSlackMs),
	);
	if (back !== undefined) {
		const {kind} = back.split.ref.resource;
		return {
			state: 'not-happening',
			says: `It is not happening: ${kind} ${back.split.ref.name} gives ${back.name} ${trim(back.share)} % again, so somebody wrote after you.`,
			next: 'Look who it was (d), hold that owner (:hold), and drain again.',
		};
	}
	if (accepted.state === 'no') {
		const what = plan.action === 'abort' ? 'its engine does not do it' : 'the route was not taken';
		return {
			state: 'not-happening',
			says: `It is not happening: ${what} (${accepted.says}).`,
			next: names === '' ? 'Mend what it says.' : `Mend what it says, or scale ${names} to 0 (:scale 0).`,
		};
	}
	const busy = versions.filter(each => each.state === 'busy');
	const late = busy.filter(({lastAt}) => lastAt > writtenAt + graceMs);
	if (late.length > 0) return stillReached(plan, late, writtenAt);
	if (busy.length > 0)
		return {state: 'waiting', says: `Requests to ${names} are still counted; those under way may end yet.`};
	if (shown.length > 0) {
		const [{split, name, share}] = shown as [(typeof shown)[number]];
		const old = known.oldSince === undefined ? '' : ', which is out of date';
		return {
			state: 'waiting',
			says: `Written; the screen still shows ${trim(share)} % at ${name} of ${split.ref.resource.kind} ${split.ref.name}${old}.`,
		};
	}
	const early = versions.find(each => each.state === 'early');
	if (early !== undefined) return {state: 'waiting', says: `Not counted yet. ${early.says}`};
	const unknown = versions.find(each => each.state === 'unknown');
	if (unknown !== undefined) {
		const isDeadNow = drained.every(({away}) => away.every(isDead));
		return {
			state: 'unproved',
			says: `Unproved: whether requests still reach ${unknown.name}. ${unknown.says}`,
			next: isDeadNow
				? `${names} has no ready pod, so what reaches it fails.`
				: `Its logs tell (l), or a source of metrics does: see "metrics" in the configuration.`,
		};
	}
	return ofQuiet(
		names,
		versions.flatMap(each => (each.state === 'quiet' ? [each] : [])),
	);
}

type Quiet = VersionProof & {readonly state: 'quiet'};

/** All of them get nothing, as far as is counted; that must have lasted, and be seen by whoever would see the opposite. */
function ofQuiet(names: string, quiet: readonly Quiet[]): Verdict {
	if (quiet.length === 0) {
		return {
			state: 'unproved',
			says: 'Unproved: whether requests still reach the version that was taken out. Nobody tells them apart any more.',
			next: 'The logs of its pods tell, where any still run (l).',
		};
	}
	const brief = quiet.find(({silence}) => !isLongEnough(silence));
	if (brief !== undefined) {
		return {
			state: 'waiting',
			says: `No request on ${brief.name} for ${saySpan(brief.silence.ms)}, which may be chance${sayExpected(brief.silence)}.`,
		};
	}
	const unseen = quiet.find(({isUnseen}) => isUnseen);
	if (unseen !== undefined) {
		return {
			state: 'unproved',
			says: `Unproved: whether requests still go to ${unseen.name}. Its pods count nothing, and none of them is ready: what reaches no pod is counted by nobody.`,
			next: 'What is sent there fails. A gateway that is scraped would tell: see "metrics" in the configuration.',
		};
	}
	const isOfPods = quiet.some(({side}) => side === 'pods');
	const scope = isOfPods ? 'as its pods count; what reaches no pod is not counted' : 'as far as is counted';
	const weak = quiet.find(({silence}) => !silence.isTelling && silence.expected !== undefined);
	const little =
		weak === undefined ? '' : `: none in ${saySpan(weak.silence.ms)}${sayExpected(weak.silence)}`;
	return {
		state: 'proved',
		says: `Nothing reaches ${names} any more, ${scope}${little}.`,
		isSure: quiet.every(({silence}) => silence.isTelling),
	};
}

function sayExpected({expected}: Silence): string {
	if (expected === undefined) return '';
	const count = expected < 1 ? 'less than one' : `about ${Math.round(expected)}`;
	return `: at its former share ${count} would have come`;
}

function stillReached(
	{concerns}: Plan,
	late: readonly (VersionProof & {state: 'busy'})[],
	writtenAt: number,
): Verdict {
	const [first] = late;
	const open = concerns.find(({says}) => says.startsWith('Not drained'));
	const seconds = Math.round((first!.lastAt - writtenAt) / 1000);
	const rate = trim(Math.round(first!.perSecond * 10) / 10);
	const because =
		open === undefined
			? 'connections that stay open, clients bound to it, or a way that is not written in these routes'
			: open.says.replace(/^Not drained(?: by this)?: /, '').replace(/\.$/, '');
	return {
		state: 'not-happening',
		says: `It is not happening: ${rate}/s still reach ${first!.name} ${seconds} s after it was written, because of ${because}.`,
		next: open?.hint ?? `Scale ${first!.name} to 0 (:scale 0): that ends what is bound to it.`,
	};
}
