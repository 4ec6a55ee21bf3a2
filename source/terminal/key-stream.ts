import {Readable} from 'node:stream';

/** What the terminal answers when asked whether it is well (DSR). Never typed by anybody. */
const answers = /\x1b\[[03]n/g;

/** The beginning of a control sequence (CSI or SS3) whose rest has not been read yet; an Esc may be one. */
const unfinished = /\x1b(?:\[[0-?]*[ -/]*|O[0-9;]*)?$/;

/** The rest of a control sequence, at the beginning of what was read. */
const rest = /^(?:\[[0-?]*[ -/]*[@-~]|O[0-9;]*[A-Za-z])/;

const pasteBegins = '\x1b[200~';
const pasteEnds = '\x1b[201~';

/** Esc as ink knows it beyond doubt: of a bare one it would wait for a rest, and take a key that follows for Alt. */
const bareEscape = '\x1b[27u';

/** A slow line may tear a sequence apart: for so long its rest is waited for before an Esc is one. */
export const escapeMs = 100;

/** For so long after an Esc the rest of a sequence is still known for what it is: nobody types it at once. */
const lateMs = 1000;

/** A paste whose end does not come is over after so long: keys must not be swallowed for ever, ctrl-c among them. */
const pasteMs = 3000;
/** So long what is left over is waited for. */
const leftoverMs = 40;

/**
 * Standard input without the terminal's answers, for ink to read keys from.
 * What was read at once stays together in one chunk, and a control sequence
 * that came in pieces is put together again: it must not be taken for Esc and
 * the letters after it.
 */
export class KeyStream extends Readable {
	private readonly source: NodeJS.ReadStream;
	private readonly onAnswer: () => void;
	private kept = '';
	private isPasting = false;
	private escapedAt = Number.NEGATIVE_INFINITY;
	private patience: NodeJS.Timeout | undefined;
	private lastLook: NodeJS.Immediate | undefined;
	private readonly onEnd: () => void;
	private isDeaf = false;

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
		this.isDeaf = true;
		this.beImpatient();
		this.kept = '';
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
		this.beImpatient();
		this.source.off('data', this.hear);
		this.source.off('end', this.stopHearing);
		this.source.off('error', this.stopHearing);
		this.source.pause();
	}

	private readonly hear = (text: string): void => {
		const own = this.withoutAnswers(text);
		// An answer between the parts of a key is no reason to take them for two.
		if (own === '' && text !== '') return;
		this.beImpatient();
		const typed = this.withoutAnswers(this.withKept(this.withoutLateRest(own)));
		if (this.isDeaf) return;
		const begun = unfinished.exec(typed)?.[0] ?? '';
		this.kept = begun;
		// Of two that were read at once only the last can be waited for.
		this.tell(typed.slice(0, typed.length - begun.length).replace(/\x1b$/, bareEscape));
		this.waitForRest();
	};

	private withoutAnswers(text: string): string {
		return text.replace(answers, () => {
			this.onAnswer();
			return '';
		});
	}

	/** An Esc that nothing goes on with was one, and what follows is another read. */
	private withKept(text: string): string {
		const {kept} = this;
		this.kept = '';
		if (kept !== '\x1b' || text === '' || /^[[O]/.test(text)) return kept + text;
		this.tell(bareEscape);
		return text;
	}

	/** The rest of a sequence that was given up already is no text; a paste that begins with it is still a paste. */
	private withoutLateRest(text: string): string {
		const isLate = this.kept === '' && Date.now() - this.escapedAt < lateMs;
		this.escapedAt = Number.NEGATIVE_INFINITY;
		const late = isLate ? rest.exec(text)?.[0] : undefined;
		if (late === undefined) return text;
		return `\x1b${late}` === pasteBegins ? `\x1b${text}` : text.slice(late.length);
	}

	private tell(keys: string): void {
		if (keys === '') return;
		const [begins, ends] = [keys.lastIndexOf(pasteBegins), keys.lastIndexOf(pasteEnds)];
		if (begins >= 0 || ends >= 0) this.isPasting = begins > ends;
		this.push(keys);
	}

	private waitForRest(): void {
		if (this.isPasting) this.await(pasteMs, this.endPaste);
		else if (this.kept === '\x1b') this.await(escapeMs, this.tellEscape);
		else if (this.kept !== '') this.await(lateMs, this.giveUp);
	}

	/** Calls unless something is read before. On a busy machine it may be there and not read yet: it is looked for once more. */
	private await(ms: number, call: () => void): void {
		this.patience = setTimeout(() => {
			this.lastLook = setImmediate(call);
		}, ms).unref();
	}

	private beImpatient(): void {
		clearTimeout(this.patience);
		clearImmediate(this.lastLook);
	}

	private readonly endPaste = (): void => {
		this.tell(this.kept + pasteEnds);
		this.kept = '';
	};

	private readonly tellEscape = (): void => {
		this.kept = '';
		this.escapedAt = Date.now();
		this.tell(bareEscape);
	};

	/** Half a sequence is no key. */
	private readonly giveUp = (): void => {
		this.kept = '';
	};

	private readonly stopHearing = (): void => {
		this.push(null);
		this.onEnd();
	};
}
