/* Draws what the models can do. */
const HEAT = ["", ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(score => "--heat-" + score)];

/* The entry that a menu points to; the first if the page has none. */
function chosen(kind) {
  const menu = document.querySelector(`select[data-choice=${kind}]`);
  return menu ? Number(menu.value) : 0;
}

/* A linear axis from one round value to another. */
function linear(values, name, theme) {
  const low = Math.min(...values), high = Math.max(...values);
  const span = high > low ? high - low : Math.abs(high) || 1;
  const decade = 10 ** Math.floor(Math.log10(span / 5));
  const interval = [1, 2, 5, 10].map(digit => digit * decade).find(step => span / step <= 6);
  const decimals = Math.min(9, Math.max(0, -Math.floor(Math.log10(interval) + 1e-9)));
  const bound = (value, round) => Number((round(value / interval) * interval).toFixed(9));
  return {
    type: "value", name, interval, min: bound(low, v => Math.floor(v + 1e-9)),
    max: bound(high, v => Math.ceil(v - 1e-9)),
    nameLocation: "middle", nameGap: 46, nameTextStyle: {color: theme.muted, fontSize: 12},
    axisLine: {show: true, onZero: false, lineStyle: {color: theme.muted}},
    axisTick: {show: true, lineStyle: {color: theme.muted}},
    axisLabel: {color: theme.text, fontSize: 12, formatter: value => value.toFixed(decimals)},
    splitLine: {show: true, lineStyle: {color: theme.grid}}
  };
}

/* A logarithmic axis for values where less is better. */
function lowerIsBetter(values, name, pixels, theme) {
  const [low, high] = range(values);
  if (high > 50 || high / low > 8) {
    return {axis: {...decades(values, name, 1, theme), nameGap: 46}, grid: null};
  }
  return losses(values, name, pixels, theme);
}

/* Dashed lines of the whole panel, on a series of its own so that no curve takes them away. */
function markLines(lines, color) {
  return {
    type: "scatter", data: [], silent: true, z: 4,
    markLine: {
      silent: true, symbol: "none", animation: false,
      lineStyle: {color, width: 1.5, type: [6, 4]},
      label: {show: true, position: "insideEndTop", color, fontSize: 11, formatter: m => m.name},
      data: lines
    }
  };
}

/* Vertical bars from low to high. */
function bars(points, name, color) {
  return {
    type: "custom", name, silent: true, clip: true, z: 9, itemStyle: {color},
    encode: {x: 0, y: [1, 2]}, data: points,
    renderItem: (params, api) => {
      const [x1, y1] = api.coord([api.value(0), api.value(1)]);
      const [x2, y2] = api.coord([api.value(0), api.value(2)]);
      return {type: "line", shape: {x1, y1, x2, y2},
        style: {stroke: color, lineWidth: 1, opacity: 0.6}};
    }
  };
}

const Z95 = 1.959963984540054;

/* Where the interval of a value ends; the value itself where there is no error. On a logarithmic
   axis an interval that reaches zero ends at a tenth of its value. */
function interval(value, error, logarithmic) {
  const reach = error === null ? 0 : Z95 * error;
  return [logarithmic ? Math.max(value - reach, value / 10) : value - reach, value + reach];
}

/* A curve with its bars: x and value and error by place; places without an x are left out. */
function curveWithBars(x, curve, values, style, logarithmic, tooltip) {
  const places = values.map((_, i) => i).filter(i => x[i] !== null && x[i] > 0);
  const known = places.filter(i => curve.error[i] !== null);
  return [{
    type: "line", name: curve.size, symbol: style.symbol, symbolSize: 7, z: 10,
    lineStyle: {color: style.color, width: style.width}, itemStyle: {color: style.color},
    data: places.map(i => ({value: [x[i], values[i]], place: i})),
    tooltip: {formatter: mark => tooltip(mark.data.place)}
  }, bars(known.map(i => [x[i], ...interval(values[i], curve.error[i], logarithmic)]),
    curve.size, style.color)];
}

const orZero = (value, digits) => value === 0 ? "0" : number(value, digits);
const plusMinus = (value, error) =>
  orZero(value, 4) + (error === null ? "" : " ± " + orZero(error, 2));

function drawScores(element, theme) {
  const task = figures.tasks[chosen("task")];
  const arch = architecture(element.dataset.arch);
  const own = task.curves.filter(curve => curve.arch === arch.id);
  const sizes = arch.sizes.filter(size => own.some(curve => curve.size === size));
  const {option, pixels} = frame(element, sizes, theme);
  const logarithmic = !task.higher && task.curves.every(curve => curve.value.every(v => v > 0));
  const chance = task.chance.filter(value => value !== null);
  const values = [...chance, ...task.curves.flatMap(curve =>
    curve.value.flatMap((value, i) => interval(value, curve.error[i], logarithmic)))];
  const name = task.metric + (task.higher ? "" : ", less is better");
  const y = !values.length ? {axis: linear([0, 1], name, theme), grid: null}
    : logarithmic ? lowerIsBetter(values, name, pixels, theme)
    : {axis: linear(values, name, theme), grid: null};
  const series = own.flatMap(curve => {
    const compute = curve.compute[convention];
    return curveWithBars(compute.map(c => c === null ? null : c / COMPUTE_UNIT), curve,
      curve.value, sizeStyle(arch, curve.size, theme), logarithmic,
      i => `<b>${escapeHtml(curve.run)}</b>, step ${curve.steps[i]}`
        + `<br>C = ${number(compute[i], 4)} PFLOP/s-days`
        + (curve.tokens[i] === null ? "" : `<br>D = ${count(curve.tokens[i])} tokens`)
        + `<br>${escapeHtml(task.task)}, ${escapeHtml(task.metric)} `
        + plusMinus(curve.value[i], curve.error[i]));
  });
  const guess = markLines(chance.map(value => ({yAxis: value, name: "guessing"})), theme.muted);
  return {...option, title: emptyTitle(own, theme), yAxis: y.axis,
    xAxis: computeAxis(task.curves.flatMap(curve => curve.compute[convention]), theme),
    series: [...(y.grid ? [y.grid] : []), guess, ...series]};
}

/* Where the cells of a grid meet: half-way between neighbours. */
function cellEdges(centres) {
  if (centres.length === 1) {
    return [centres[0] * 0.9 - 1, centres[0] * 1.1 + 1];
  }
  const inner = centres.slice(1).map((centre, i) => (centre + centres[i]) / 2);
  const last = centres.length - 1;
  return [2 * centres[0] - inner[0], ...inner, 2 * centres[last] - inner[last - 1]];
}

/* An axis of a grid: it ends where the cells do, which is no round value and has no label. */
function gridAxis(low, high, name, label, theme) {
  return {
    type: "value", name, min: low, max: high, splitNumber: 4, nameLocation: "middle",
    nameTextStyle: {color: theme.muted, fontSize: 11}, splitLine: {show: false},
    axisLine: {show: true, onZero: false, lineStyle: {color: theme.muted}}, axisTick: {show: false},
    axisLabel: {color: theme.text, fontSize: 11,
      formatter: value => value === low || value === high ? "" : label(value)}
  };
}

function drawNeedles(element, theme) {
  const task = figures.needles[chosen("needles")];
  const model = task.models.find(one => one.run === element.dataset.run);
  const {option} = frame(element, [], theme);
  const grid = {left: 52, right: 12, top: 18, bottom: 42};
  if (!model) {
    return {...option, grid, title: emptyTitle([], theme), xAxis: {show: false}, yAxis: {show: false},
      series: []};
  }
  const x = cellEdges(model.lengths), y = cellEdges(model.depths);
  const style = getComputedStyle(document.body);
  const colors = HEAT.map(name => name && style.getPropertyValue(name).trim());
  const low = Math.min(x[0], model.context || x[0]);
  const high = Math.max(x[x.length - 1], model.context || 0);
  const cells = {
    type: "custom", clip: true, z: 2, encode: {x: 0, y: 1},
    data: model.scores.flatMap((row, j) => row.map((score, i) =>
      [model.lengths[i], model.depths[j], score, i, j])),
    renderItem: (params, api) => {
      const i = api.value(3), j = api.value(4);
      const [left, top] = api.coord([x[i], y[j]]);
      const [right, bottom] = api.coord([x[i + 1], y[j + 1]]);
      return {type: "rect", style: {fill: colors[api.value(2)]},
        shape: {x: Math.min(left, right), y: Math.min(top, bottom),
          width: Math.abs(right - left) + 0.4, height: Math.abs(bottom - top) + 0.4}};
    },
    tooltip: {formatter: mark => `<b>${escapeHtml(model.run)}</b>, step ${model.step}`
      + `<br>length ${mark.value[0]}, depth ${mark.value[1]} %<br>score ${mark.value[2]} of 10`}
  };
  const trained = model.context > 0 ? [{xAxis: model.context, name: ""}] : [];
  return {...option, grid,
    xAxis: {...gridAxis(low, high, "length, tokens", count, theme), nameGap: 26},
    yAxis: {...gridAxis(y[0], y[y.length - 1], "depth, %",
      depth => depth < 0 || depth > 100 ? "" : String(depth), theme), nameGap: 34, splitNumber: 5,
      inverse: true},
    series: [cells, {...markLines(trained, theme.text), z: 12}]};
}

function drawPositions(element, theme) {
  const task = figures.positions[chosen("positions")];
  const arch = architecture(element.dataset.arch);
  const own = task.models.filter(model => model.arch === arch.id);
  const sizes = arch.sizes.filter(size => own.some(model => model.size === size));
  const {option, pixels} = frame(element, sizes, theme);
  const values = task.models.flatMap(model =>
    model.loss.flatMap((loss, i) => loss === null ? [] : interval(loss, model.error[i], true)));
  const y = lowerIsBetter(values, "L, nats per token", pixels, theme);
  const series = own.flatMap(model =>
    curveWithBars(model.to.map((to, i) => model.loss[i] === null ? null : (model.from[i] + to) / 2),
      model, model.loss, sizeStyle(arch, model.size, theme), true,
      i => `<b>${escapeHtml(model.run)}</b>, step ${model.step}`
        + `<br>positions ${model.from[i]} to ${model.to[i] - 1}`
        + `<br>loss ${lossText(model.loss[i], model.error[i])}`));
  const contexts = [...new Set(own.map(model => model.context))].filter(context => context > 0);
  const trained = markLines(contexts.map(context => ({xAxis: context, name: "trained to here"})),
    theme.muted);
  return {...option, title: emptyTitle(own, theme),
    xAxis: {...linear([0, ...task.models.flatMap(model => model.to)], "position, tokens", theme),
      nameGap: 32},
    yAxis: y.axis, series: [...(y.grid ? [y.grid] : []), trained, ...series]};
}

for (const menu of document.querySelectorAll("select[data-choice]")) {
  menu.addEventListener("change", () => draw());
}
