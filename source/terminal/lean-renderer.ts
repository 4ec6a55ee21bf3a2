/**
 * Stands in for ink's `renderer.js` in the bundle (see `leanInk`). ink turns
 * every text of every frame into one object per character and back, to resolve
 * what overlaps, although almost nothing changes from frame to frame and the
 * paint stream compares cells anyway. Here a text that did not change is
 * written as it was; where several texts share a row they are joined by cursor
 * positions (CHA), later ones over earlier ones, which the paint stream resolves.
 *
 * Whatever it does not know (borders, backgrounds, clipping, `Static`, screen
 * readers) it leaves to ink's own renderer, frame by frame.
 */
import type {DOMElement, DOMNode} from '../../node_modules/ink/build/dom.js';
import getMaxWidth from '../../node_modules/ink/build/get-max-width.js';
import stockRender from '../../node_modules/ink/build/renderer.js';
import squashTextNodes from '../../node_modules/ink/build/squash-text-nodes.js';
import wrapText from '../../node_modules/ink/build/wrap-text.js';
import {styledWidth} from './width.ts';

type Frame = {output: string; outputHeight: number; staticOutput: string};

export function render(root: DOMElement, isScreenReaderEnabled: boolean): Frame {
	const rows: string[] = [];
	if (isScreenReaderEnabled || root.staticNode !== undefined || !place(root, 0, 0, rows)) {
		return stockRender(root, isScreenReaderEnabled);
	}
	const height = root.yogaNode?.getComputedHeight() ?? 0;
	return {
		output: Array.from({length: height}, (_, r) => rows[r] ?? '').join('\n'),
		outputHeight: height,
		staticOutput: '',
	};
}

/** Writes what a node shows into the rows it stands in. False where only ink itself knows how. */
function place(node: DOMElement, offsetX: number, offsetY: number, rows: string[]): boolean {
	const {yogaNode} = node;
	// 1 is yoga's `display: none`.
	if (yogaNode === undefined || yogaNode.getDisplay() === 1) return true;
	const x = offsetX + yogaNode.getComputedLeft();
	const y = offsetY + yogaNode.getComputedTop();
	if (node.nodeName === 'ink-text') return placeText(node, x, y, rows);
	if (!isPlainBox(node)) return false;
	for (const child of node.childNodes) {
		if (isElement(child) && !place(child, x, y, rows)) return false;
	}
	return true;
}

function isElement(node: DOMNode): node is DOMElement {
	return node.nodeName !== '#text';
}

function isPlainBox({style, internal_transform, internal_static}: DOMElement): boolean {
	return !(
		internal_transform ||
		internal_static ||
		style.borderStyle ||
		style.backgroundColor ||
		style.contentOffsetX ||
		style.contentOffsetY ||
		[style.overflow, style.overflowX, style.overflowY].includes('hidden')
	);
}

function placeText(node: DOMElement, x: number, y: number, rows: string[]): boolean {
	const lines = linesOf(node);
	if (lines === undefined || x < 0) return false;
	for (const [l, line] of lines.entries()) {
		const r = y + l;
		if (line === '' || r < 0) continue;
		rows[r] = rows[r] === undefined && x === 0 ? line : `${rows[r] ?? ''}\x1b[${x + 1}G${line}`;
	}
	return true;
}

type Written = {
	readonly raw: string;
	readonly width: number;
	readonly transform: DOMElement['internal_transform'];
	readonly lines: readonly string[];
};

const written = new WeakMap<DOMElement, Written>();

/** The lines of a text in the width it was given; remembered until either changes. */
function linesOf(node: DOMElement): readonly string[] | undefined {
	const [child] = node.childNodes;
	if (child === undefined) return [];
	const isSimple = node.childNodes.length === 1 && child.nodeName === '#text';
	const raw = isSimple ? (child as {nodeValue: string}).nodeValue : squashTextNodes(node);
	const width = getMaxWidth(node.yogaNode!);
	const transform = node.internal_transform;
	const known = written.get(node);
	if (known?.raw === raw && known.width === width && known.transform === transform) return known.lines;
	const text = wrapped(isSimple ? squashTextNodes(node) : raw, width, node.style.textWrap);
	const plain = text.split('\n');
	const lines = plain.map((line, l) => transform?.(line, l) ?? line);
	// Styles that go on over a line's end, or within others, must be opened again: ink knows how.
	const isStyledTwice = plain.length > 1 || lines[0] !== plain[0];
	if (isStyledTwice && text.includes('\x1b')) return undefined;
	written.set(node, {raw, width, transform, lines});
	return lines;
}

function wrapped(text: string, width: number, wrap: Parameters<typeof wrapText>[2] = 'wrap'): string {
	const isTooWide = text.split('\n').some(line => styledWidth(line) > width);
	return isTooWide ? wrapText(text, width, wrap) : text;
}
