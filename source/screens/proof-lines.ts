import type {Proved} from '../journal/proved.ts';
import {type ProofStep, proofSteps} from '../measure/proof-words.ts';
import {sayMoment} from '../model/moment.ts';
import type {Proof, Verdict} from '../model/proof.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme, Tone} from '../ui/theme.ts';

/** What is proved of a drain, each step with its time, and last what that comes to. */
export function proofLines(theme: Theme, proof: Proof): readonly Line[] {
	return [...proofSteps(proof).map(each => stepLine(theme, each)), ...verdictLines(theme, proof.verdict)];
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

/** What the journal keeps of a proof. */
export function keptLine({signs}: Theme, {at, says}: Proved): Line {
	return [segment(`${signs.good} ${neutral(says)}`, 'good'), segment(`  (${sayMoment(at)})`, 'dim')];
}

const tones: {readonly [M in ProofStep['mood']]: Tone} = {
	done: 'good',
	waiting: 'progress',
	failed: 'bad',
	unknown: 'warning',
	said: 'plain',
	unsaid: 'dim',
};

const momentWidth = '14:02:11 UTC'.length;

function stepLine({signs}: Theme, {mood, at, says}: ProofStep): Line {
	const tone = tones[mood];
	const sign = tone === 'plain' || tone === 'dim' ? ' ' : signs[tone];
	return [
		segment(`${sign} `, tone),
		segment((at === undefined ? '' : sayMoment(at)).padEnd(momentWidth + 2), 'dim'),
		segment(neutral(says), tone === 'dim' ? 'dim' : 'plain'),
	];
}
