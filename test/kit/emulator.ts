import {EventEmitter} from 'node:events';
import xterm from '@xterm/headless';
import type {Wire} from '../../source/terminal/paint-stream.ts';

export type Cell = {
	readonly text: string;
	/** 0 for the second half of a wide character. */
	readonly width: number;
	/** SGR parameters, in the order attributes, foreground, background; empty for plain. */
	readonly sgr: string;
};

/** A real terminal emulator at the end of the wire; `slow` makes it refuse bytes until `drain` is called. */
export class Emulator extends EventEmitter implements Wire {
	readonly terminal: InstanceType<typeof xterm.Terminal>;
	bytes = 0;
	written: string[] = [];
	isSlow = false;

	/** `isBehindLine`: a pseudo-terminal has ended its lines already, where they were to be ended. */
	constructor(columns: number, rows: number, {isBehindLine = false} = {}) {
		super();
		this.terminal = new xterm.Terminal({
			cols: columns,
			rows,
			scrollback: 0,
			convertEol: !isBehindLine,
			allowProposedApi: true,
		});
	}

	get columns(): number {
		return this.terminal.cols;
	}

	get rows(): number {
		return this.terminal.rows;
	}

	write(bytes: string): boolean {
		this.bytes += Buffer.byteLength(bytes);
		this.written.push(bytes);
		this.terminal.write(bytes, () => this.emit('parsed'));
		return !this.isSlow;
	}

	resize(columns: number, rows: number): void {
		this.terminal.resize(columns, rows);
		this.emit('resize');
	}

	/** Resolves once everything written so far is on the screen. */
	async parsed(): Promise<void> {
		await new Promise<void>(done => this.terminal.write('', done));
	}

	/** The rows as text, blanks at their ends cut off. */
	text(): string {
		return this.rowsOf(cells => cells.map(({text}) => text).join('')).join('\n');
	}

	cells(): Cell[][] {
		return Array.from({length: this.rows}, (_, r) => this.rowOf(r));
	}

	private rowsOf(say: (cells: Cell[]) => string): string[] {
		return this.cells().map(cells => say(cells).trimEnd());
	}

	private rowOf(r: number): Cell[] {
		const line = this.terminal.buffer.active.getLine(this.terminal.buffer.active.viewportY + r);
		return Array.from({length: this.columns}, (_, c) => {
			const cell = line?.getCell(c);
			if (cell === undefined) return {text: ' ', width: 1, sgr: ''};
			const width = cell.getWidth();
			return {text: width === 0 ? '' : cell.getChars() || ' ', width, sgr: sgrOf(cell)};
		});
	}
}

type BufferCell = NonNullable<
	ReturnType<
		NonNullable<ReturnType<InstanceType<typeof xterm.Terminal>['buffer']['active']['getLine']>>['getCell']
	>
>;

function sgrOf(cell: BufferCell): string {
	const parameters: (string | number)[] = [];
	if (cell.isBold()) parameters.push(1);
	if (cell.isDim()) parameters.push(2);
	if (cell.isItalic()) parameters.push(3);
	if (cell.isUnderline()) parameters.push(4);
	if (cell.isInverse()) parameters.push(7);
	if (cell.isStrikethrough()) parameters.push(9);
	if (!cell.isFgDefault()) parameters.push(colorOf(30, cell.isFgRGB(), cell.getFgColor()));
	if (!cell.isBgDefault()) parameters.push(colorOf(40, cell.isBgRGB(), cell.getBgColor()));
	return parameters.join(';');
}

function colorOf(base: 30 | 40, isRgb: boolean, color: number): string {
	if (isRgb) return `${base + 8};2;${color >> 16};${(color >> 8) & 255};${color & 255}`;
	if (color < 8) return String(base + color);
	if (color < 16) return String(base + 60 + color - 8);
	return `${base + 8};5;${color}`;
}
