import {createInterface} from 'node:readline/promises';
import {sleep, systemClock} from '../model/clock.ts';

/** How long keys typed ahead are given to arrive, before the question is shown. */
const drainMs = 40;

const interrupt = '\x03';

/**
 * Asks one question on a terminal. Keys typed before it was shown are no
 * answer to it and are thrown away. Ctrl-C, Ctrl-D and the signal answer
 * nothing, which is no.
 */
export async function ask(
	question: string,
	{stdin, stderr}: {readonly stdin: NodeJS.ReadStream; readonly stderr: NodeJS.WriteStream},
	signal: AbortSignal,
): Promise<string> {
	const typedAhead = await drain(stdin, signal);
	if (signal.aborted || typedAhead.includes(interrupt)) return '';
	const lines = createInterface({input: stdin, output: stderr});
	// Without it the question would stay open for ever where the input ends.
	const ended = new AbortController();
	lines.once('close', () => ended.abort());
	try {
		return await lines.question(question, {signal: AbortSignal.any([signal, ended.signal])});
	} catch {
		stderr.write('\n');
		return '';
	} finally {
		lines.close();
	}
}

/** Lines are taken key by key meanwhile, so that what stands before a line's end is read too. */
async function drain(stdin: NodeJS.ReadStream, signal: AbortSignal): Promise<string> {
	let typed = '';
	const take = (text: Buffer) => {
		typed += text;
	};
	stdin.setRawMode(true).on('data', take).resume();
	await sleep(systemClock, drainMs, signal);
	stdin.off('data', take).pause().setRawMode(false);
	return typed;
}
