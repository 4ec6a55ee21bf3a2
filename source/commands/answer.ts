import {whyNoImage} from '../actions/image-reference.ts';
import {whyNoReason} from '../journal/reason.ts';
import {armingWord} from '../model/arming.ts';
import {parsePorts} from '../model/forward-typed.ts';
import {isRefusal} from '../model/plan.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import {isAtLimit} from '../resources/horizontalpodautoscalers.ts';
import {draftOf, pickedBackend, typedPercents} from '../store/draft.ts';
import {filterOf} from '../store/filter.ts';
import {splitOf} from '../store/lists/splits.ts';
import type {Choice, Prompt} from '../store/prompt.ts';
import type {Subject} from '../store/screen.ts';
import {type State, topScreen} from '../store/state.ts';
import {autoscalerOf, rowOf} from '../store/targets.ts';
import {containersOf} from '../store/workloads.ts';
import type {Command, Press} from './command.ts';
import {imageChoices} from './former-images.ts';
import {act} from './keymap/change.ts';
import {enter} from './keymap/into-pods.ts';
import {drainOf, parseLosses} from './keymap/nodes.ts';
import {drainTo} from './keymap/traffic.ts';
import {completions, readLine} from './palette.ts';
import {played} from './rehearsal-words.ts';
import {isBegun, parseScaling, sayScaling, scalingOf, whyNotNumber} from './scaling-words.ts';
import {containerAndImage, upgradeTo} from './spoken.ts';

/** What the prompt offers to choose from. */
export function choicesOf(state: State, prompt: Prompt): readonly Choice[] {
	if (prompt.asks === 'command') return completions(prompt.text, state);
	const text = prompt.text.toLowerCase();
	const choices = prompt.asks === 'image' ? imageChoices(state, prompt) : prompt.choices;
	return choices.filter(choice => choice.text.toLowerCase().includes(text));
}

/** The text that counts: the choice picked with the arrows, else what was typed. */
export function answerText(state: State, prompt: Prompt): string {
	return prompt.picked === undefined
		? prompt.text
		: (choicesOf(state, prompt)[prompt.picked]?.text ?? prompt.text);
}

/** What is said beside the text; of replicas what stands now, which may have changed since they were asked for. */
export function besideText(state: State, {asks, subjects, says}: Prompt): string {
	const [subject, ...more] = subjects;
	if (asks !== 'replicas' || subject === undefined || more.length > 0) return says;
	const row = rowOf<DeploymentRow>(state, 'deployments', subject.uid);
	const autoscaler = autoscalerOf(state, subject);
	const ready = row && `${row.ready} of them ready`;
	if (autoscaler === undefined) return row ? `Now ${row.wanted}, ${ready}.` : says;
	const {min, max, replicas} = autoscaler;
	const limit = isAtLimit(autoscaler) ? ', which is not enough for it' : '';
	return `Now ${[row?.wanted ?? replicas, ready].filter(Boolean).join(', ')}; an autoscaler holds it within ${min}-${max}${limit}.`;
}

/** Why the text cannot be taken, while it is being typed; undefined where it can, or is not finished. */
export function wrongIn(state: State, prompt: Prompt): string | undefined {
	const text = answerText(state, prompt);
	if (prompt.asks === 'filter') return filterOf(text).says;
	if (text === '') return undefined;
	if (prompt.asks === 'context') {
		const word = armingWord(state.context.name);
		return word.startsWith(text) ? undefined : `That is not ${word}.`;
	}
	if (prompt.asks === 'replicas') {
		const scaling = parseScaling(text);
		// `3-` and `min` are on their way to bounds.
		return typeof scaling === 'string' && !isBegun(text) ? scaling : undefined;
	}
	if (prompt.asks === 'reason') return whyNoReason(text);
	if (prompt.asks !== 'weights') return undefined;
	const percents = percentsTyped(state, prompt, text);
	return typeof percents === 'string' ? percents : undefined;
}

type Answered = {readonly command: Command; readonly isHarmful?: true} | {readonly wrong: string};

/** What `enter` does with the text: a command, or why it cannot be taken. */
export function answered(state: State, prompt: Prompt, press: Press): Answered {
	const text = answerText(state, prompt).trim();
	const {subjects} = prompt;
	switch (prompt.asks) {
		case 'filter':
			return {command: []};
		case 'command':
			return readLine(text, state, press);
		case 'replicas': {
			const scaling = parseScaling(text);
			if (typeof scaling === 'string') return {wrong: scaling};
			const wrong = whyNotNumber(state, subjects, scaling);
			if (wrong !== undefined) return {wrong};
			return {command: act(state, subjects, sayScaling(scaling), scalingOf(scaling)), isHarmful: true};
		}
		case 'image':
			return upgraded(state, prompt, text);
		case 'stays':
			return drained(state, prompt, text);
		case 'secret-key':
			return revealed(prompt, text);
		case 'context': {
			const word = armingWord(state.context.name);
			if (text !== word) return {wrong: `That is not ${word}: nothing is armed.`};
			return {command: [{type: 'armed', forMs: prompt.forMs!, at: press.at}], isHarmful: true};
		}
		case 'losses': {
			const losses = parseLosses(text);
			return typeof losses === 'string'
				? {wrong: losses}
				: {command: drainOf(state, subjects, losses), isHarmful: true};
		}
		case 'pod':
			return entered(state, prompt, text);
		case 'ports': {
			const ports = parsePorts(text);
			if (isRefusal(ports)) return {wrong: `${ports.says} ${ports.hint}`};
			const command = act(state, subjects, 'Forward a port to', target => ({
				action: 'port-forward',
				target,
				...ports,
			}));
			return {command, isHarmful: true};
		}
		case 'scenario': {
			if (text === '') return {wrong: 'Type the name of a scenario, or pick one with ↑ and ↓.'};
			const command = played(text, state);
			return typeof command === 'string' ? {wrong: command} : {command};
		}
		case 'reason': {
			const wrong = text === '' ? undefined : whyNoReason(text);
			return wrong === undefined ? {command: [{type: 'reasonGiven', text}]} : {wrong};
		}
		case 'weights': {
			const percents = percentsTyped(state, prompt, text);
			if (typeof percents === 'string') return {wrong: percents};
			const split = splitOf(state, subjects[0]?.uid)!;
			return {command: [{type: 'draftChanged', draft: draftOf(split, percents)}]};
		}
	}
}

/** The pod whose name was typed, or begun beyond doubt. */
function entered(state: State, {subjects, entering = {}}: Prompt, text: string): Answered {
	const exact = subjects.filter(({name}) => name === text);
	const found = exact.length > 0 || text === '' ? exact : subjects.filter(({name}) => name.includes(text));
	const [subject, ...more] = found;
	if (subject === undefined || more.length > 0)
		return {
			wrong:
				more.length > 0
					? `Several pods are called so: pick one with ↑ and ↓.`
					: 'Pick a pod with ↑ and ↓, or type its name.',
		};
	return {command: enter(state, subject, entering), isHarmful: true};
}

function upgraded(state: State, {subjects, container}: Prompt, text: string): Answered {
	if (text === '') return {wrong: 'Type an image, or pick one with ↑ and ↓.'};
	const [, named = container, image = text] = containerAndImage.exec(text) ?? [];
	const present = presentImage(state, subjects[0], named);
	const why = present === undefined ? undefined : whyNoImage(image, present);
	if (why !== undefined) return {wrong: why.says};
	return {command: act(state, subjects, 'Upgrade', upgradeTo(text, container)), isHarmful: true};
}

/** What the container runs as far as the list knows; the plan knows better, and refuses what is not found here. */
function presentImage(state: State, subject: Subject | undefined, container: string | undefined) {
	if (subject === undefined) return undefined;
	return containersOf(state, subject).find(({name}) => name === container)?.image;
}

/** Only a whole name says which version stays: a beginning may be meant for the other one. */
function drained(state: State, {subjects, choices}: Prompt, text: string): Answered {
	const split = splitOf(state, subjects[0]?.uid);
	if (split === undefined) return {wrong: 'The split is gone.'};
	if (!choices.some(choice => choice.text === text))
		return {wrong: `Type the whole name, or pick it: ${choices.map(choice => choice.text).join(' or ')}.`};
	return {command: drainTo(split, text), isHarmful: true};
}

/** Only a whole name says which value: a beginning may be meant for another one. */
function revealed({subjects, choices}: Prompt, text: string): Answered {
	const of = subjects[0]!;
	return choices.some(choice => choice.text === text)
		? {command: [{type: 'revealAsked', of, key: text}], isHarmful: true}
		: {wrong: `Type the whole name, or pick it: ${choices.map(choice => choice.text).join(', ')}.`};
}

function percentsTyped(state: State, prompt: Prompt, text: string) {
	const split = splitOf(state, prompt.subjects[0]?.uid);
	if (split === undefined) return 'The split is gone.';
	return typedPercents(split, pickedBackend(split, topScreen(state)), text);
}
