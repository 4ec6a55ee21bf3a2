import {Readable} from 'node:stream';

/** What the terminal answers when asked whether it is well (DSR). Never typed by anybody. */
const answers = /\x1b\[[03]n/g;

/** So long what is left over is waited for. */
const leftoverMs = 40;

/**
 * Standard input without the terminal's answers, for ink to read keys from.
 * What was read at once stays together in one chunk.
 */
export class KeyStream extends Readable {
	private readonly source: NodeJS.ReadStream;
	private readonly onAnswer: () => void;
	private isDeaf = false;

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
		this.isDeaf = true;
		this.source.pause();
	}

	release(): void {
		this.isDeaf = false;
		this.source.resume();
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

	/** While held: drops what was typed for whoever had the terminal and was not read there, half a line too. */
	async dropTyped(): Promise<void> {
		this.setRawMode(true);
		this.source.resume();
		await new Promise(later => setTimeout(later, leftoverMs));
		this.source.pause();
		this.setRawMode(false);
	}

	close(): void {
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
