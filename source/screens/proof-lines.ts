import type {Claim, Proof, Verdict, VersionProof} from '../measure/proof.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme, Tone} from '../ui/theme.ts';
import {sayMoment} from './span-words.ts';

/** What is proved of a drain, each step with its time, and last what that comes to. */
export function proofLines(theme: Theme, proof: Proof): readonly Line[] {
	const {writtenAt, objects, accepted, programmed, versions, champion, verdict} = proof;
	const written = `written${objects > 1 ? ` on ${objects} objects` : ''}`;
	return [
		step(theme, 'good', sayMoment(writtenAt), written),
		claim(theme, 'accepted', accepted),
		claim(theme, 'programmed', programmed),
		...versions.map(version => versionLine(theme, version)),
		...(champion === undefined ? [] : [step(theme, 'plain', '', champion)]),
		...verdictLines(theme, verdict),
	];
}

const verdictTones = {
	proved: 'good',
	waiting: 'progress',
	'not-happening': 'bad',
	unproved: 'warning',
} as const;

export function verdictLines({signs}: Theme, verdict: Verdict): readonly Line[] {
	const tone = verdictTones[verdict.state];
	return [
		[segment(`${signs[tone]} ${neutral(verdict.says)}`, tone)],
		...('next' in verdict ? [[segment(`  ${neutral(verdict.next)}`, 'dim')]] : []),
	];
}

function claim(theme: Theme, name: string, made: Claim): Line {
	switch (made.state) {
		case 'yes':
			return step(theme, 'good', made.at === undefined ? '' : sayMoment(made.at), name);
		case 'waiting':
			return step(theme, 'progress', '', `${name}: ${made.says}`);
		case 'no':
			return step(theme, 'bad', '', `not ${name}: ${made.says}`);
		case 'not-reported':
			return step(theme, 'dim', '', `${name}: ${made.says}`);
	}
}

function versionLine(theme: Theme, version: VersionProof): Line {
	const {name} = version;
	switch (version.state) {
		case 'quiet':
			return version.lastAt === undefined
				? step(theme, 'good', '', `no request on ${name} until ${sayMoment(version.until)}`)
				: step(
						theme,
						'good',
						sayMoment(version.lastAt),
						`last request on ${name} by then, none more until ${sayMoment(version.until)}`,
					);
		case 'busy':
			return step(
				theme,
				'progress',
				sayMoment(version.lastAt),
				`requests on ${name} so far, ${Math.round(version.perSecond * 10) / 10}/s`,
			);
		case 'early':
			return step(theme, 'progress', '', `requests on ${name}: being counted`);
		case 'unknown':
			return step(theme, 'warning', '', `requests on ${name}: not known`);
	}
}

const momentWidth = '14:02:11 UTC'.length;

function step({signs}: Theme, tone: Tone, moment: string, says: string): Line {
	const sign = tone === 'plain' || tone === 'dim' ? ' ' : signs[tone];
	return [
		segment(`${sign} `, tone),
		segment(moment.padEnd(momentWidth + 2), 'dim'),
		segment(neutral(says), tone === 'dim' ? 'dim' : 'plain'),
	];
}
