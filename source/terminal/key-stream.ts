import {Readable} from 'node:stream';

/** What the terminal answers when asked whether it is well (DSR). Never typed by anybody. */
const answers = /\x1b\[[03]n/g;

/** So long after the terminal came back to us what is read was typed before. */
const leftoverMs = 60;

/**
 * Standard input without the terminal's answers, for ink to read keys from.
 * What was read at once stays together in one chunk.
 */
export class KeyStream extends Readable {
	private readonly source: NodeJS.ReadStream;
	private readonly onAnswer: () => void;
	private isDeaf = false;
	private hearing: NodeJS.Timeout | undefined;

	constructor(source: NodeJS.ReadStream, onAnswer: () => void) {
		super({encoding: 'utf8', read() {}});
		this.source = source;
		this.onAnswer = onAnswer;
		source.setEncoding('utf8');
		source.on('data', this.hear);
		source.on('end', this.stopHearing);
	}

	get isTTY(): boolean {
		return this.source.isTTY;
	}

	setRawMode(isRaw: boolean): this {
		this.source.setRawMode(isRaw);
		return this;
	}

	ref(): this {
		this.source.ref();
		return this;
	}

	unref(): this {
		this.source.unref();
		return this;
	}

	/** Reads nothing until `release`: what is typed meanwhile belongs to whoever has the terminal. */
	hold(): void {
		clearTimeout(this.hearing);
		this.isDeaf = true;
		this.source.pause();
	}

	/** Resolves once something is typed that goes nowhere, while held. */
	typed(interrupted: AbortSignal, withinMs: number): Promise<void> {
		return new Promise(resolve => {
			const done = (): void => {
				clearTimeout(late);
				this.source.off('data', done).pause();
				interrupted.removeEventListener('abort', done);
				resolve();
			};
			const late = setTimeout(done, withinMs);
			interrupted.addEventListener('abort', done, {once: true});
			this.source.on('data', done).resume();
		});
	}

	/** What was typed for whoever had the terminal, and was not read there, is no key of ours. */
	release(): void {
		this.source.resume();
		this.hearing = setTimeout(() => {
			this.isDeaf = false;
		}, leftoverMs);
	}

	close(): void {
		clearTimeout(this.hearing);
		this.source.off('data', this.hear);
		this.source.off('end', this.stopHearing);
		this.source.pause();
	}

	private readonly hear = (text: string): void => {
		const keys = text.replace(answers, () => {
			this.onAnswer();
			return '';
		});
		if (keys !== '' && !this.isDeaf) this.push(keys);
	};

	private readonly stopHearing = (): void => {
		this.push(null);
	};
}
