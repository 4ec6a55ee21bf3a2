import {reflexMs} from '../../source/store/run.ts';
import type {PseudoTerminal} from '../kit/pseudo-terminal.ts';

/** Reads the question for as long as it must have been there, then answers it. */
export async function answer(terminal: PseudoTerminal, key: string): Promise<void> {
	const question = 'A kubeconfig wants to run a program';
	await terminal.waitFor(question);
	for (let attempt = 0; attempt < 10; attempt++) {
		await new Promise(later => setTimeout(later, reflexMs + 50));
		terminal.press(key);
		const screen = await terminal.waitFor(
			text => !text.includes(question) || text.includes('answer once more'),
		);
		if (!screen.includes(question)) return;
	}
	throw new Error(`The question was not answered:\n${terminal.text()}`);
}
