import type {Prompt} from '../../store/prompt.ts';

/** A prompt that asks for nothing about an object. */
export function plainPrompt(asks: Prompt['asks'], label: string, text: string): Prompt {
	return {asks, label, text, cursor: text.length, former: text, subjects: [], choices: [], says: ''};
}
