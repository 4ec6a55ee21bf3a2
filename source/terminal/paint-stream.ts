import {EventEmitter} from 'node:events';
import type {Readable} from 'node:stream';
import {inAscii} from './ascii.ts';
import {drawRow, newPen, setStyle} from './cell-diff.ts';
import {blankCells, type Cells, readCells} from './cells.ts';
import {findScroll, scrollBytes, scrollRows} from './scroll.ts';
import {plain} from './style.ts';

/** What carries the bytes: a terminal's output stream, or an emulator's in a test. */
export type Wire = {
	readonly columns: number;
	readonly rows: number;
	/** False where the bytes had to be queued: `drain` tells when they are gone. */
	write(bytes: string): boolean;
	/** Calls back once everything written so far has been read at the other end. */
	whenRead?(call: () => void): void;
	on(event: 'drain' | 'resize', call: () => void): unknown;
	off(event: 'drain' | 'resize', call: () => void): unknown;
};

/** So long a size stands before another one is taken. */
const resizeRestMs = 100;

const beginFrame = '\x1b[?2026h';
const endFrame = '\x1b[?2026l';

/**
 * The stdout handed to ink. ink's debug option writes every frame whole, at
 * once, without cursor movements of its own; this stream keeps what the
 * terminal shows as cells, and sends only the cells that differ, as one
 * synchronized update (DEC mode 2026). A frame that changes nothing sends
 * nothing. While the terminal has not taken the last frame, only the newest is
 * kept: on a slow link frames are dropped, never queued.
 *
 * Emits `shown` whenever the wire has taken the newest frame, and `drain` when
 * it takes frames again.
 *
 * Alternate screen, cursor and input modes belong to the session: sequences
 * that ink sends for them are ignored here.
 */
export class PaintStream extends EventEmitter {
	readonly isTTY = true;
	private readonly wire: Wire;
	private readonly isAscii: boolean;
	private lines: readonly string[] = [];
	private screen: Cells[] = [];
	private columns_ = 0;
	private newest: string | undefined;
	private isHeld = false;
	private isQueued = false;
	private isResizeDue = false;
	private resizeRest: NodeJS.Timeout | undefined;
	/** Bytes sent so far, and frames that were replaced by newer ones before they were sent. */
	sent = {bytes: 0, frames: 0, dropped: 0};

	constructor(wire: Wire, {isAscii = false}: {readonly isAscii?: boolean} = {}) {
		super();
		this.isAscii = isAscii;
		// Every `useWindowSize` listens.
		this.setMaxListeners(0);
		this.wire = wire;
		wire.on('drain', this.drained);
		wire.on('resize', this.resized);
	}

	/** A terminal that does not know its size says 0, and is as large as terminals always were. */
	get columns(): number {
		return this.wire.columns || 80;
	}

	get rows(): number {
		return this.wire.rows || 24;
	}

	write(chunk: string, ...rest: unknown[]): boolean {
		if (isFrame(chunk)) {
			if (this.newest !== undefined) this.sent.dropped++;
			this.newest = chunk;
			this.paint();
		}
		const done = rest.at(-1);
		if (typeof done === 'function') queueMicrotask(() => done());
		return true;
	}

	/** Whether the terminal has yet to take what was written: a new frame would only replace the one that waits. */
	get isChoked(): boolean {
		return this.isQueued;
	}

	/** Calls back once the newest frame is on the terminal, as far as that can be known. */
	whenShown(call: () => void): void {
		if (this.newest !== undefined || this.isQueued) this.once('shown', () => this.whenShown(call));
		else if (this.wire.whenRead === undefined) setImmediate(call);
		else this.wire.whenRead(call);
	}

	/** Forgets what the terminal shows, so that the next frame is painted whole. Call after anything else wrote to it. */
	forget(): void {
		this.screen = [];
		this.lines = [];
	}

	/** Paints the last frame whole, as after a resume. */
	repaint(): void {
		this.newest ??= this.lines.join('\n');
		this.forget();
		this.paint();
	}

	/** Nothing is painted until `release`: the terminal belongs to somebody else. */
	hold(): void {
		this.isHeld = true;
	}

	release(): void {
		this.isHeld = false;
		this.repaint();
	}

	close(): void {
		this.isHeld = true;
		clearTimeout(this.resizeRest);
		this.wire.off('drain', this.drained);
		this.wire.off('resize', this.resized);
	}

	private readonly drained = (): void => {
		this.isQueued = false;
		this.paint();
		this.tellShown();
		this.emit('drain');
	};

	/** A window that is dragged may tell hundreds of sizes a second: the first is taken at once, then the latest now and then. */
	private readonly resized = (): void => {
		if (this.resizeRest !== undefined) {
			this.isResizeDue = true;
			return;
		}
		this.takeSize();
		this.resizeRest = setTimeout(() => {
			this.resizeRest = undefined;
			if (!this.isResizeDue) return;
			this.isResizeDue = false;
			this.resized();
		}, resizeRestMs).unref();
	};

	/** ink answers a resize twice, first with the old layout: only what stands once it is done is painted. */
	private takeSize(): void {
		const wasHeld = this.isHeld;
		this.isHeld = true;
		this.newest ??= this.lines.join('\n');
		this.forget();
		this.emit('resize');
		setImmediate(() => {
			this.isHeld = wasHeld;
			this.paint();
		});
	}

	private paint(): void {
		// A frame for a size that is no more would only tear the terminal.
		if (this.newest === undefined || this.isHeld || this.isQueued || this.isResizeDue) return;
		const frame = this.newest;
		this.newest = undefined;
		const bytes = this.draw(frame.split('\n'));
		if (bytes === '') return;
		this.sent.bytes += bytes.length;
		this.sent.frames++;
		this.isQueued = !this.wire.write(bytes);
		this.tellShown();
	}

	private tellShown(): void {
		if (this.newest === undefined && !this.isQueued) this.emit('shown');
	}

	private draw(lines: readonly string[]): string {
		const {columns, rows} = this;
		const isWhole = this.screen.length !== rows || this.columns_ !== columns;
		if (isWhole) this.blank(columns, rows);
		const pen = newPen();
		const scroll = isWhole ? undefined : findScroll(this.lines, lines.slice(0, rows));
		if (scroll !== undefined) {
			pen.bytes += scrollBytes(scroll);
			this.screen = scrollRows(this.screen, scroll, () => blankCells(columns));
			this.lines = scrollRows(
				this.screen.map((_, r) => this.lines[r] ?? ''),
				scroll,
				() => '',
			);
		}
		for (let r = 0; r < rows; r++) {
			const line = lines[r] ?? '';
			if (line === (this.lines[r] ?? '')) continue;
			const cells = readCells(this.isAscii ? inAscii(line) : line, columns);
			drawRow(pen, r, this.screen[r]!, cells);
			this.screen[r] = cells;
		}
		this.lines = lines;
		setStyle(pen, plain);
		if (isWhole) return `${beginFrame}\x1b[m\x1b[H\x1b[J${pen.bytes}${endFrame}`;
		return pen.bytes === '' ? '' : beginFrame + pen.bytes + endFrame;
	}

	private blank(columns: number, rows: number): void {
		this.columns_ = columns;
		this.screen = Array.from({length: rows}, () => blankCells(columns));
		this.lines = [];
	}
}

/** Empty writes are barriers; what starts with a private mode is cursor or paste housekeeping. */
function isFrame(chunk: string): boolean {
	return chunk !== '' && !/^(?:\x1b\[\?\d+[hl])+$/.test(chunk);
}

/** The options that make ink draw on a paint stream. */
export function inkOptions(paint: PaintStream, stdin: Readable) {
	return {
		stdout: paint as unknown as NodeJS.WriteStream,
		stdin: stdin as unknown as NodeJS.ReadStream,
		debug: true,
		interactive: true,
		exitOnCtrlC: false,
		patchConsole: false,
	};
}
