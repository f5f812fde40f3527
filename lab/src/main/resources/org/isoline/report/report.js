/* Draws the figures from the numbers in the page. */
const figures = JSON.parse(document.getElementById("figures").textContent);
const SYMBOLS = ["circle", "triangle", "rect", "diamond", "roundRect", "arrow"];
const DASHES = ["solid", [9, 4], [2, 3], [9, 3, 2, 3], [14, 4], [4, 4], [1, 2], [12, 3, 3, 3]];
const C_NAME = "C, PFLOP/s-days";
let convention = 0;

/* Colours live in the style sheet, so that light, dark and print need no second list. */
function readTheme() {
  const style = getComputedStyle(document.body);
  const color = name => style.getPropertyValue("--" + name).trim();
  const slots = [0, 1, 2, 3, 4, 5, 6, 7].map(slot => color("slot-" + slot));
  return {text: color("text"), muted: color("muted"), grid: color("grid"), line: color("line"),
    background: color("background"), surface: color("surface"), slots, font: style.fontFamily};
}

/* A hexadecimal colour, faded towards another by a share. */
function fade(color, towards, share) {
  const parts = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
  const target = parts(towards);
  return "rgb(" + parts(color).map((c, i) => Math.round(c + (target[i] - c) * share)).join() + ")";
}

const architecture = id => figures.architectures.find(a => a.id === id);
const colorOf = (arch, theme) => theme.slots[arch.slot % theme.slots.length];
const symbolOf = arch => SYMBOLS[arch.slot % SYMBOLS.length];
const lawOf = id => figures.laws.find(l => l.arch === id && l.convention === convention);
const fittedLaws = () => figures.laws.filter(l => l.convention === convention && l.range);
const evaluate = (law, c) => law.coefficient * c ** law.exponent;
const escapeHtml = text => echarts.format.encodeHTML(String(text));

function number(value, digits) {
  if (value === null || value === undefined) {
    return "–";
  }
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -3 && exponent < 5) {
    return String(Number(value.toPrecision(digits)));
  }
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  return mantissa + " × 10" + superscript(Number(power));
}

function count(value) {
  const place = Math.min(4, Math.max(0, Math.floor(Math.log10(value) / 3)));
  return Number((value / 1000 ** place).toPrecision(3)) + ["", " k", " M", " B", " T"][place];
}

const lossText = (loss, error) =>
  loss.toFixed(4) + (error === null || error === undefined ? "" : " ± " + error.toFixed(4))
  + " nats per token";

/* Sizes of an architecture differ in shade, width and symbol: small ones are pale and thin. */
function sizeStyle(arch, size, theme) {
  const place = Math.max(0, arch.sizes.indexOf(size));
  const share = arch.sizes.length > 1 ? place / (arch.sizes.length - 1) : 1;
  return {color: fade(colorOf(arch, theme), theme.background, 0.5 * (1 - share)),
    width: 1.2 + share, symbol: SYMBOLS[place % SYMBOLS.length]};
}

/* Places along a law, a few of which carry its symbol. */
function along(law, quantity) {
  const [from, to] = law.range;
  return Array.from({length: 9}, (_, i) => {
    const c = from * (to / from) ** (i / 8);
    return {value: [c / COMPUTE_UNIT, evaluate(law[quantity], c)], c};
  });
}

function legendLines(names, width) {
  let lines = 1, used = 0;
  for (const name of names) {
    const entry = 50 + 6.6 * name.length;
    lines += used + entry > width - 20 ? 1 : 0;
    used = used + entry > width - 20 ? entry : used + entry;
  }
  return lines;
}

/* What every chart shares. */
function frame(element, names, theme) {
  const bottom = 54 + 22 * legendLines(names, element.clientWidth);
  const grid = {left: 66, right: 18, top: 14, bottom};
  return {
    pixels: element.clientHeight - grid.top - grid.bottom,
    option: {
      animation: false, backgroundColor: "transparent", textStyle: {fontFamily: theme.font},
      aria: {enabled: true}, grid,
      legend: {data: names, bottom: 0, left: "center", itemGap: 14, itemWidth: 26,
        textStyle: {color: theme.text, fontSize: 12}, inactiveColor: theme.line},
      tooltip: {trigger: "item", confine: true, backgroundColor: theme.surface,
        borderColor: theme.line, textStyle: {color: theme.text, fontSize: 12}}
    }
  };
}

function computeAxis(values, theme) {
  return {...decades(values, C_NAME, COMPUTE_UNIT, theme), nameGap: 32};
}

/* Edges are hollow. */
function envelopeSeries(law, quantity, color, style, theme) {
  return {
    type: "scatter", z: 11, ...style,
    data: law.points.compute.map((c, i) => ({
      value: [c / COMPUTE_UNIT, law.points[quantity][i]], place: i, law,
      itemStyle: {color: law.points.edge[i] ? theme.background : color, borderColor: color,
        borderWidth: 1}
    })),
    tooltip: {formatter: mark => envelopeText(mark.data.law, mark.data.place)}
  };
}

function envelopeText(law, i) {
  const p = law.points;
  return `<b>${escapeHtml(architecture(law.arch).label)}</b>, best size ${escapeHtml(p.size[i])}`
    + (p.edge[i] ? " (edge)" : "")
    + `<br>C = ${number(p.compute[i], 4)} PFLOP/s-days<br>loss ${p.loss[i].toFixed(4)}`
    + `<br>N = ${count(p.parameters[i])}, D = ${count(p.tokens[i])} tokens`;
}

function lawSeries(law, quantity, style) {
  return {
    type: "line", z: 12, symbolSize: 7, ...style, data: along(law, quantity),
    tooltip: {formatter: mark =>
      `<b>${escapeHtml(architecture(law.arch).label)}</b>, fitted law`
      + `<br>C = ${number(mark.data.c, 4)} PFLOP/s-days<br>`
      + (quantity === "loss" ? "L = " + mark.value[1].toFixed(4)
        : (quantity === "parameters" ? "N = " : "D = ") + count(mark.value[1]))}
  };
}

function curveSeries(curve, theme) {
  const style = sizeStyle(architecture(curve.arch), curve.size, theme);
  const compute = curve.compute[convention];
  return {
    type: "line", name: curve.size, symbol: style.symbol, symbolSize: 7, z: 10,
    lineStyle: {color: style.color, width: style.width}, itemStyle: {color: style.color},
    data: curve.loss.map((loss, i) => ({value: [compute[i] / COMPUTE_UNIT, loss], place: i}))
      .filter(point => compute[point.place] > 0),
    tooltip: {formatter: mark => {
      const i = mark.data.place;
      return `<b>${escapeHtml(curve.run)}</b>, step ${curve.step[i]}`
        + `<br>C = ${number(compute[i], 4)} PFLOP/s-days<br>D = ${count(curve.tokens[i])} tokens`
        + `<br>${escapeHtml(figures.loss)} ${lossText(curve.loss[i], curve.error[i])}`
        + (curve.bits[i] === null ? "" : `<br>${curve.bits[i].toFixed(4)} bits per byte`);
    }}
  };
}

function drawCompute(element, theme) {
  const own = figures.curves.filter(curve => curve.arch === element.dataset.arch);
  const law = lawOf(element.dataset.arch);
  const fitted = law && law.range;
  const sizes = architecture(element.dataset.arch).sizes
    .filter(size => own.some(curve => curve.size === size));
  const names = fitted ? [...sizes, "envelope", "fitted law"] : sizes;
  const {option, pixels} = frame(element, names, theme);
  const x = computeAxis(figures.curves.flatMap(curve => curve.compute[convention]), theme);
  const y = losses(figures.curves.flatMap(curve => curve.loss),
    "L, nats per token", pixels, theme);
  const series = own.map(curve => curveSeries(curve, theme));
  if (fitted) {
    series.push(envelopeSeries(law, "loss", theme.text,
      {name: "envelope", symbolSize: 3.5, itemStyle: {color: theme.text}}, theme));
    series.push(lawSeries(law, "loss", {name: "fitted law", symbol: "none",
      lineStyle: {color: theme.text, width: 2, type: [8, 5]}, itemStyle: {color: theme.text}}));
  }
  return {...option, title: emptyTitle(own, theme), xAxis: x, yAxis: y.axis,
    series: [y.grid, ...series]};
}

/* An empty panel says that it is. */
function emptyTitle(items, theme) {
  return {show: !items.length, text: "nothing measured yet", left: "center", top: "38%",
    textStyle: {color: theme.muted, fontSize: 14, fontWeight: "normal"}};
}

function archStyle(law, theme) {
  const arch = architecture(law.arch);
  const color = colorOf(arch, theme);
  return {name: arch.label, symbol: symbolOf(arch), itemStyle: {color},
    lineStyle: {color, width: 2.2, type: DASHES[arch.slot % DASHES.length]}};
}

function drawLaws(element, theme) {
  const laws = fittedLaws();
  const {option, pixels} = frame(element, laws.map(law => architecture(law.arch).label), theme);
  const lines = laws.map(law => lawSeries(law, "loss", archStyle(law, theme)));
  const y = losses(lines.flatMap(line => line.data.map(point => point.value[1])),
    "L, nats per token", pixels, theme);
  return {...option, xAxis: computeAxis(laws.flatMap(law => law.range), theme), yAxis: y.axis,
    series: [y.grid, ...lines]};
}

function drawOptimum(element, theme) {
  const quantity = element.dataset.chart;
  const laws = fittedLaws();
  const {option} = frame(element, laws.map(law => architecture(law.arch).label), theme);
  const name = quantity === "parameters" ? "N, parameters" : "D, tokens";
  const lines = laws.map(law => lawSeries(law, quantity,
    {...archStyle(law, theme), showSymbol: false}));
  const marks = laws.map(law => {
    const {name, symbol, itemStyle} = archStyle(law, theme);
    return envelopeSeries(law, quantity, itemStyle.color, {name, symbol, symbolSize: 6, itemStyle},
      theme);
  });
  const values = [...laws.flatMap(law => law.points[quantity]),
    ...lines.flatMap(line => line.data.map(point => point.value[1]))];
  return {...option, xAxis: computeAxis(laws.flatMap(law => law.range), theme),
    yAxis: {...decades(values, name, 1, theme), nameGap: 42}, series: [...lines, ...marks]};
}

function drawTraining(element, theme) {
  const arch = architecture(element.dataset.arch);
  const own = figures.training.filter(cell => cell.arch === arch.id);
  const sizes = arch.sizes.filter(size => own.some(cell => cell.size === size));
  const {option, pixels} = frame(element, sizes, theme);
  const all = figures.training;
  const x = {...decades(all.flatMap(c => [...c.tokens, ...c.validationTokens]), "D, tokens", 1, theme),
    nameGap: 32};
  const y = losses(all.flatMap(c => [...c.loss, ...c.validationLoss]), "L, nats per token", pixels,
    theme);
  const series = own.flatMap(cell => trainingSeries(cell, sizeStyle(arch, cell.size, theme)));
  return {...option, title: emptyTitle(own, theme), xAxis: x, yAxis: y.axis, series: [y.grid, ...series]};
}

function trainingSeries(cell, style) {
  const title = `<b>${escapeHtml(cell.run)}</b> (${escapeHtml(cell.state)})`;
  return [{
    type: "line", name: cell.size, symbol: style.symbol, showSymbol: false, z: 10,
    lineStyle: {color: style.color, width: style.width}, itemStyle: {color: style.color},
    data: cell.tokens.map((tokens, i) => [tokens, cell.loss[i]]),
    tooltip: {formatter: mark => `${title}<br>D = ${count(mark.value[0])} tokens`
      + `<br>training loss ${lossText(mark.value[1])}`}
  }, {
    type: "scatter", name: cell.size, symbol: style.symbol, symbolSize: 7, z: 11,
    itemStyle: {color: style.color},
    data: cell.validationTokens.map((tokens, i) =>
      ({value: [tokens, cell.validationLoss[i]], error: cell.validationError[i]})),
    tooltip: {formatter: mark => `${title}<br>D = ${count(mark.value[0])} tokens`
      + `<br>validation loss ${lossText(mark.value[1], mark.data.error)}`}
  }];
}

/* The parametric law with its 95 % band; where a law has no interval there is no band. */
function drawBands(element, theme) {
  const laws = figures.certainty.filter(law => law.compute.length);
  const {option, pixels} = frame(element, laws.map(law => architecture(law.arch).label), theme);
  const bounds = laws.flatMap(law => [...law.loss, ...law.low, ...law.high])
    .filter(value => value !== null);
  const y = losses(bounds, "L*, nats per token", pixels, theme);
  const lines = laws.map(law => ({
    type: "line", z: 12, showSymbol: false, ...archStyle(law, theme),
    data: law.compute.map((c, i) => ({value: [c / COMPUTE_UNIT, law.loss[i]], place: i})),
    tooltip: {formatter: mark => {
      const i = mark.data.place;
      return `<b>${escapeHtml(architecture(law.arch).label)}</b>`
        + `<br>C = ${number(law.compute[i], 4)} PFLOP/s-days<br>L* = ${law.loss[i].toFixed(4)}`
        + (law.low[i] === null ? "" : ` [${law.low[i].toFixed(4)}, ${law.high[i].toFixed(4)}]`);
    }}
  }));
  const bands = laws.filter(law => law.low.every(value => value !== null)).map(law => ({
    type: "custom", z: 2, silent: true, clip: true, name: architecture(law.arch).label,
    itemStyle: {color: archStyle(law, theme).itemStyle.color}, data: [[0, 0]],
    renderItem: (params, api) => {
      const corner = edge => (c, i) => api.coord([c / COMPUTE_UNIT, edge[i]]);
      const points = [...law.compute.map(corner(law.low)),
        ...law.compute.map(corner(law.high)).reverse()];
      return {type: "polygon", shape: {points},
        style: {fill: archStyle(law, theme).itemStyle.color, opacity: 0.14}};
    }
  }));
  return {...option, title: emptyTitle(laws, theme), yAxis: y.axis,
    xAxis: computeAxis(laws.flatMap(law => law.compute), theme),
    series: [y.grid, ...bands, ...lines]};
}

function drawResiduals(element, theme) {
  const arch = architecture(element.dataset.arch);
  const own = figures.certainty.find(law => law.arch === arch.id).residuals;
  const sizes = arch.sizes.filter(size => own.size.includes(size));
  const {option} = frame(element, sizes, theme);
  const series = sizes.map(size => {
    const style = sizeStyle(arch, size, theme);
    return {
      type: "scatter", name: size, symbol: style.symbol, symbolSize: 7,
      itemStyle: {color: style.color},
      data: own.tokens.map((tokens, i) => ({value: [tokens, 100 * own.residual[i]], place: i}))
        .filter(point => own.size[point.place] === size),
      tooltip: {formatter: mark => `<b>${escapeHtml(own.run[mark.data.place])}</b>`
        + `<br>D = ${count(mark.value[0])} tokens<br>${mark.value[1].toFixed(3)} % off the law`}
    };
  });
  return {...option, title: emptyTitle(sizes, theme),
    xAxis: {...decades(own.tokens, "D, tokens", 1, theme), nameGap: 32},
    yAxis: {type: "value", name: "loss over law, %", nameLocation: "middle", nameGap: 42,
      nameTextStyle: {color: theme.muted}, axisLabel: {color: theme.muted},
      splitLine: {lineStyle: {color: theme.grid}}},
    series};
}

const DRAW = {bands: drawBands, residuals: drawResiduals, compute: drawCompute, laws: drawLaws, parameters: drawOptimum, tokens: drawOptimum,
  training: drawTraining, scores: drawScores, needles: drawNeedles, positions: drawPositions};
/* A grid has a thousand cells, too many for one element each. */
const ON_CANVAS = ["needles"];

function fillEquations() {
  const left = {loss: "<i>L</i>", parameters: "<i>N</i><sub>opt</sub>",
    tokens: "<i>D</i><sub>opt</sub>"};
  for (const element of document.querySelectorAll(".equation")) {
    const law = lawOf(element.dataset.arch);
    const quantity = element.dataset.law;
    if (law && law.range) {
      element.innerHTML = `${left[quantity]}(<i>C</i>) = ${law[quantity].html} · ${escapeHtml(law.status)}`;
    } else {
      element.textContent = law ? "no law: " + law.detail : "";
    }
  }
}

function draw() {
  const theme = readTheme();
  for (const element of document.querySelectorAll("[data-chart]")) {
    const renderer = ON_CANVAS.includes(element.dataset.chart) ? "canvas" : "svg";
    const chart = echarts.getInstanceByDom(element) || echarts.init(element, null, {renderer});
    chart.resize();
    chart.setOption(DRAW[element.dataset.chart](element, theme), true);
  }
  fillEquations();
}

function layOut(printing) {
  document.body.classList.toggle("print", printing);
  draw();
}

for (const input of document.querySelectorAll("input[name=convention]")) {
  input.addEventListener("change", () => { convention = Number(input.value); draw(); });
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
addEventListener("beforeprint", () => layOut(true));
addEventListener("afterprint", () => layOut(false));
let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth !== width) {
    width = innerWidth;
    draw();
  }
});
draw();
