/* Draws accuracy against decode state from the numbers in the page. */
const figures = JSON.parse(document.getElementById("figures").textContent);
const SYMBOLS = ["circle", "triangle", "rect", "diamond"];
const DASHES = ["solid", [9, 4], [2, 3], [9, 3, 2, 3]];
const escapeHtml = text => echarts.format.encodeHTML(String(text));

/* Colours live in the style sheet, so that light, dark and print need no second list. */
function readTheme() {
  const style = getComputedStyle(document.body);
  const color = name => style.getPropertyValue("--" + name).trim();
  return {text: color("text"), muted: color("muted"), grid: color("grid"), line: color("line"),
    background: color("background"), surface: color("surface"), font: style.fontFamily,
    slots: [0, 1, 2, 3].map(slot => color("slot-" + slot))};
}

function pointText(name, point) {
  const error = point.error === undefined ? "" : " ± " + (100 * point.error).toFixed(2);
  return `<b>${escapeHtml(name)}</b>, ${escapeHtml(point.run)}`
    + `<br>accuracy ${(100 * point.accuracy).toFixed(2)}${error} %`
    + `<br>state ${point.state.toLocaleString("en")} bytes`
    + `<br>${point.parameters.toLocaleString("en")} parameters, ${point.steps} steps`
    + (point.edge ? "<br>best learning rate is the lowest or highest tried" : "");
}

/* A best learning rate at the end of those tried is hollow. */
function curve(name, points, slot, theme) {
  const color = theme.slots[slot];
  return {
    type: "line", name, symbol: SYMBOLS[slot], symbolSize: 8, z: 10, itemStyle: {color},
    lineStyle: {color, width: 2, type: DASHES[slot]},
    data: points.map(point => ({value: [point.state, point.accuracy], point,
      itemStyle: {color: point.edge ? theme.background : color, borderColor: color,
        borderWidth: 1.5}})),
    tooltip: {formatter: mark => pointText(name, mark.data.point)}
  };
}

function bars(name, points, slot, theme) {
  return {
    type: "custom", name, silent: true, z: 5, itemStyle: {color: theme.slots[slot]},
    data: points.filter(point => point.error > 0)
      .map(point => [point.state, point.accuracy, point.error]),
    renderItem: (params, api) => {
      const [x, low] = api.coord([api.value(0), Math.max(0, api.value(1) - 2 * api.value(2))]);
      const high = api.coord([api.value(0), Math.min(1, api.value(1) + 2 * api.value(2))])[1];
      return {type: "line", shape: {x1: x, y1: low, x2: x, y2: high},
        style: {stroke: theme.slots[slot], lineWidth: 1.5}};
    }
  };
}

function drawRecall(element, theme) {
  const panel = figures.panels[Number(element.dataset.setting)];
  const all = figures.panels.flat(2).map(point => point.state);
  const names = figures.architectures;
  return {
    animation: false, backgroundColor: "transparent", textStyle: {fontFamily: theme.font},
    aria: {enabled: true}, grid: {left: 62, right: 18, top: 16, bottom: 76},
    legend: {data: names, bottom: 0, left: "center", itemGap: 14, itemWidth: 26,
      textStyle: {color: theme.text, fontSize: 12}, inactiveColor: theme.line},
    tooltip: {trigger: "item", confine: true, backgroundColor: theme.surface,
      borderColor: theme.line, textStyle: {color: theme.text, fontSize: 12}},
    title: {show: !panel.flat().length, text: "nothing measured yet", left: "center", top: "38%",
      textStyle: {color: theme.muted, fontSize: 14, fontWeight: "normal"}},
    xAxis: {...decades(all, "decode state, bytes", 1, theme), nameGap: 30},
    yAxis: {type: "value", min: 0, max: 1, name: "accuracy", nameLocation: "middle", nameGap: 40,
      nameTextStyle: {color: theme.muted, fontSize: 12},
      axisLabel: {color: theme.text, formatter: value => Math.round(100 * value) + " %"},
      splitLine: {lineStyle: {color: theme.grid}}},
    series: names.flatMap((name, slot) =>
      [bars(name, panel[slot], slot, theme), curve(name, panel[slot], slot, theme)])
  };
}

function draw() {
  const theme = readTheme();
  for (const element of document.querySelectorAll("[data-chart]")) {
    const chart = echarts.getInstanceByDom(element)
      || echarts.init(element, null, {renderer: "svg"});
    chart.resize();
    chart.setOption(drawRecall(element, theme), true);
  }
}

function layOut(printing) {
  document.body.classList.toggle("print", printing);
  draw();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
addEventListener("beforeprint", () => layOut(true));
addEventListener("afterprint", () => layOut(false));
addEventListener("resize", draw);
draw();
