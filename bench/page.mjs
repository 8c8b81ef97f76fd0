import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { heading, report } from './measure.mjs';
import { forgetTasks, openBrowser, openPage, quiet, serve, watchedOn } from './pageSite.mjs';
import { writeSquare } from './squareMontage.mjs';

const paints = 5;
const targets = 200;
/** One drag of the mouse: so many moves, there and back. */
const moves = 240;

/** How soon the page shows something, and how smoothly a montage of 16096 × 16096 pixels with 200 targets is moved. */
export async function page(parent) {
  const folder = join(parent, 'page');
  await mkdir(folder);
  await writeSquare(folder, targets);
  const site = await serve(folder);
  const browser = await openBrowser();
  try {
    await firstPaint(browser, site);
    await panning(browser, site);
  } finally {
    await browser.close();
    await site.close();
  }
}

async function firstPaint(browser, site) {
  const paintsMs = [];
  for (let i = 0; i < paints; i++) {
    const window = await openPage(browser, site, '/microscope');
    paintsMs.push(await window.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime));
    await window.context().close();
  }
  heading(`The page with an empty cache, ${paints} times`);
  const sorted = paintsMs.toSorted((a, b) => a - b);
  report('first paint, median', sorted[paints >> 1] / 1000, 's', sorted.at(-1) / 1000, 's the slowest');
}

async function panning(browser, site) {
  const window = await openPage(browser, site, '/targets/square');
  await window.getByText('Map square').waitFor();
  await window.waitForFunction(() => document.querySelectorAll('canvas').length > 0);
  await window.getByText('200', { exact: true }).first().waitFor();
  await quiet(window);
  const box = await window.locator('canvas').first().boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  for (let i = 0; i < 5; i++) {
    await window.mouse.move(middle.x, middle.y);
    await window.mouse.wheel(0, -240);
    await window.waitForTimeout(600); // the zoom glides, and tiles come
  }
  await quiet(window);
  const ours = [];
  const bare = [];
  await layBare(window);
  await drag(window, middle, '.bare'); // once without counting: memory is made, code compiled
  for (let round = 0; round < 3; round++) {
    bare.push(await drag(window, middle, '.bare'));
    ours.push(await drag(window, middle, null));
  }
  const best = (runs) => runs.toSorted((a, b) => b.fps - a.fps)[1];
  heading(`A montage of 16096 × 16096 pixels with ${targets} targets, dragged`);
  report(
    'frames in a second',
    best(ours).fps,
    '1/s',
    best(ours).fps / best(bare).fps,
    'of a bare canvas with the same tiles',
  );
  report('bare canvas', best(bare).fps, '1/s', 1, '');
  report('longest task', Math.max(0, ...ours.map(({ longestMs }) => longestMs)), 'ms', 0, '(0: none beyond 50 ms)');
}

/** Drags with the mouse and counts frames; over the bare canvas, or over the page when that is out of the way. */
async function drag(window, middle, over) {
  await window.evaluate((selector) => {
    const bare = document.querySelector('.bare');
    if (bare !== null) bare.style.display = selector === null ? 'none' : 'block';
    const mine = { frames: 0, isOver: false }; // each drag counts for itself: two counters would count twice
    window.counted = mine;
    const count = () => {
      mine.frames += 1;
      if (!mine.isOver) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  }, over);
  await forgetTasks(window);
  await window.mouse.move(middle.x, middle.y);
  const begun = performance.now();
  await window.mouse.down();
  for (let i = 0; i < moves; i++)
    await window.mouse.move(
      middle.x + 180 * Math.sin((i * Math.PI) / 40),
      middle.y + 120 * Math.sin((i * Math.PI) / 60),
    );
  await window.mouse.up();
  const seconds = (performance.now() - begun) / 1000;
  const frames = await window.evaluate(() => {
    window.counted.isOver = true;
    return window.counted.frames;
  });
  const { tasksMs } = await watchedOn(window);
  return { fps: frames / seconds, longestMs: tasksMs[0] ?? 0 };
}

/** A canvas over everything that draws the tiles of the same place at the same size, and nothing else. */
async function layBare(window) {
  await window.evaluate(async () => {
    const token = sessionStorage.getItem('pacetomo-token');
    const ask = (path) => fetch(path, { headers: { authorization: `Bearer ${token}`, 'x-pacetomo': '1' } });
    const [map] = await (await ask('/api/maps')).json();
    // as large as on the page: by its scale bar
    const bar = document.querySelector('[aria-label^="Scale bar"]');
    const [, length, unit] = /([\d.]+) (nm|µm)/.exec(bar.ariaLabel);
    const barNm = Number(length) * (unit === 'nm' ? 1 : 1000);
    const shownPerPixel = (bar.lastElementChild.getBoundingClientRect().width / barNm) * map.pixelSizeNm;
    const reduced = Math.max(0, Math.floor(Math.log2(1 / shownPerPixel)));
    const level = map.levels - 1 - reduced;
    const scale = shownPerPixel * 2 ** reduced;
    const first = Math.max(0, Math.floor(map.widthPx / 2 ** reduced / 512 / 2 - 1400 / 512 / scale / 2));
    const count = Math.ceil(1400 / 512 / scale) + 1;
    const tiles = [];
    for (let column = first; column < first + count; column++)
      for (let row = first; row < first + count; row++) {
        const reply = await ask(`/api/maps/${map.map}/tiles/${level}/${column}/${row}`);
        if (!reply.ok) continue;
        const [width, height] = reply.headers.get('x-tile-size').split('x').map(Number);
        const grey = new Uint8Array(await reply.arrayBuffer());
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        const image = new ImageData(width, height);
        new Uint32Array(image.data.buffer).set(Uint32Array.from(grey, (value) => 0xff000000 | (value * 0x010101)));
        canvas.getContext('2d').putImageData(image, 0, 0);
        tiles.push({ canvas, x: (column - first) * 512 * scale, y: (row - first) * 512 * scale });
      }
    const bare = Object.assign(document.createElement('canvas'), {
      width: innerWidth,
      height: innerHeight,
      className: 'bare',
    });
    bare.style.cssText = 'position:fixed;inset:0;z-index:9999';
    document.body.append(bare);
    const context = bare.getContext('2d', { alpha: false });
    let at = { x: 0, y: 0 };
    let from = null;
    const draw = () => {
      for (const { canvas, x, y } of tiles)
        context.drawImage(canvas, x - 200 + at.x, y - 300 + at.y, canvas.width * scale, canvas.height * scale);
    };
    bare.onmousedown = (event) => (from = { x: event.clientX - at.x, y: event.clientY - at.y });
    bare.onmouseup = () => (from = null);
    bare.onmousemove = (event) => {
      if (from === null) return;
      at = { x: event.clientX - from.x, y: event.clientY - from.y };
      requestAnimationFrame(draw);
    };
    draw();
  });
}
