import {Readable} from 'node:stream';

/** What the terminal answers when asked whether it is well (DSR). Never typed by anybody. */
const answers = /\x1b\[[03]n/g;

/**
 * Standard input without the terminal's answers, for ink to read keys from.
 * What was read at once stays together in one chunk.
 */
export class KeyStream extends Readable {
	private readonly source: NodeJS.ReadStream;
	private readonly onAnswer: () => void;
	private readonly onEnd: () => void;

	/** `onEnd` is called where nothing will ever be typed any more: the terminal is gone. */
	constructor(source: NodeJS.ReadStream, onAnswer: () => void, onEnd: () => void = () => undefined) {
		super({encoding: 'utf8', read() {}});
		this.source = source;
		this.onAnswer = onAnswer;
		this.onEnd = onEnd;
		source.setEncoding('utf8');
		source.on('data', this.hear);
		source.on('end', this.stopHearing);
		source.on('error', this.stopHearing);
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
		this.source.pause();
	}

	release(): void {
		this.source.resume();
	}

	close(): void {
		this.source.off('data', this.hear);
		this.source.off('end', this.stopHearing);
		this.source.off('error', this.stopHearing);
		this.source.pause();
	}

	private readonly hear = (text: string): void => {
		const keys = text.replace(answers, () => {
			this.onAnswer();
			return '';
		});
		if (keys !== '') this.push(keys);
	};

	private readonly stopHearing = (): void => {
		this.push(null);
		this.onEnd();
	};
}
