// How the map looks: paper, streets, borders, cells, names. The trouble is the darkest thing on it.

const INK = '#16191d', PAPER = '#faf9f6', MUTED = '#5a6270', PLUM = '#7b2d5b', SLATE = '#475569';
const FOCUS = '#ffbf47';
const NONE = 'rgba(0, 0, 0, 0)'; // a cell that is not painted
// No glyphs in the style: the browser draws labels from the fonts it has.
const FONT = ['Segoe UI', 'Roboto', 'Helvetica Neue', 'Arial', 'Liberation Sans', 'sans-serif'];
// Between these zooms cells give way to the street: fill fades, edges stay.
const FADES = [14.8, 15.6];

/** The style of the map; `outlines` is the address of wards and estates. */
export function style(outlines) {
    const tiles = `${window.location.origin}/tiles/{z}/{x}/{y}.mvt`;
    return {
        version: 8,
        sources: {
            base: {type: 'vector', tiles: [tiles], minzoom: 9, maxzoom: 16},
            outlines: {type: 'geojson', data: new URL(outlines, window.location.href).href},
            cells: few(),
            missing: few(),
            hot: few(),
            picked: few(),
        },
        layers: [...ground(), ...areas(), ...cells(), ...labels()],
    };
}

/** A source that the page fills; cells are small, so little of their shape may be smoothed away. */
const few = () => ({type: 'geojson', data: {type: 'FeatureCollection', features: []}, tolerance: 0.2});
const base = (id, from, type, more) => ({id, type, source: 'base', 'source-layer': from, ...more});
const byZoom = (...stops) => ['interpolate', ['exponential', 1.6], ['zoom'], ...stops];
const isClass = (...names) => ['in', ['get', 'class'], ['literal', names]];
const isKind = (name) => ['==', ['get', 'kind'], name];

function ground() {
    const street = (id, names, colour, width, minzoom) => base(id, 'streets', 'line', {
        minzoom, filter: isClass(...names), layout: {'line-cap': 'round', 'line-join': 'round'},
        paint: {'line-color': colour, 'line-width': width},
    });
    return [
        {id: 'paper', type: 'background', paint: {'background-color': PAPER}},
        base('greens', 'greens', 'fill', {paint: {'fill-color': ['match', ['get', 'kind'], 'water', '#dbe7ee', '#e9efe1']}}),
        base('buildings', 'buildings', 'fill', {minzoom: 14, paint: {'fill-color': '#e9e5dc'}}),
        base('paths', 'streets', 'line', {minzoom: 15, filter: isClass('path'),
            paint: {'line-color': '#cdc8be', 'line-width': 1.2, 'line-dasharray': [2, 2]}}),
        street('local-casing', ['local'], ['interpolate', ['linear'], ['zoom'], 12, '#e9e5dd', 15, '#d5d0c6'], byZoom(12, 0.6, 14, 2, 16, 8, 18, 20), 12),
        street('main-casing', ['main'], '#c4beb2', byZoom(9, 0.8, 12, 2.2, 14, 4.5, 16, 12, 18, 28), 9),
        street('local', ['local'], '#ffffff', byZoom(13, 0.6, 14, 1.2, 16, 6.5, 18, 18), 13),
        street('main', ['main'], '#ffffff', byZoom(11, 0.8, 14, 3, 16, 10, 18, 25), 11),
    ];
}

function areas() {
    const outline = (id, type, kind, more) => ({id, type, source: 'outlines', filter: isKind(kind), ...more});
    return [
        outline('estates', 'fill', 'estate', {paint: {'fill-color': SLATE, 'fill-opacity': 0.06}}),
        outline('estate-edges', 'line', 'estate', {minzoom: 11.5, paint: {'line-color': SLATE, 'line-opacity': 0.75, 'line-width': byZoom(11.5, 0.6, 14, 1.5)}}),
        outline('ward-edges', 'line', 'ward-edge', {paint: {'line-color': PLUM, 'line-width': 1.2, 'line-dasharray': [4, 3], 'line-opacity': 0.8}}),
    ];
}

function cells() {
    const state = (name, otherwise) => ['coalesce', ['feature-state', name], otherwise];
    const fading = (near, far) => ['interpolate', ['linear'], ['zoom'], FADES[0], near, FADES[1], far];
    const colour = ['to-color', state('colour', NONE)];
    const edge = (id, source, paint, more = {}) => (
        {id, type: 'line', source, layout: {'line-join': 'round'}, paint, ...more});
    // A cell seen from afar is smaller than its outline on paper: the stroke shrinks with it.
    const hot = (verdict, far, near) => edge(`hot-${verdict}`, 'hot',
        {'line-color': INK, 'line-width': ['interpolate', ['linear'], ['zoom'], 9.5, far, 13, near]},
        {filter: ['==', ['get', 'verdict'], verdict]});
    return [
        {id: 'cells', type: 'fill', source: 'cells', paint: {
            'fill-color': colour,
            'fill-opacity': fading(state('opacity', 0.7), 0.08),
            'fill-antialias': false,
        }},
        {id: 'cells-missing', type: 'fill', source: 'missing', paint: {'fill-pattern': 'hatch', 'fill-opacity': 0.6}},
        edge('cell-edges', 'cells', {
            'line-color': colour, 'line-width': fading(0.6, 2.5),
            'line-opacity': ['case', ['<', state('opacity', 0.7), 0.5], 0.2, 0.9],
        }, {minzoom: 13}),
        hot('likely', 0.3, 1.5),
        hot('strong', 0.6, 2.5),
        edge('picked-casing', 'picked', {'line-color': INK, 'line-width': 7}),
        edge('picked', 'picked', {'line-color': FOCUS, 'line-width': 3.5}),
    ];
}

function labels() {
    const text = (size, more = {}) => ({'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': size, ...more});
    const ink = {'text-color': MUTED, 'text-halo-color': PAPER, 'text-halo-width': 1.8};
    return [
        base('street-names', 'streets', 'symbol', {minzoom: 15, filter: isClass('main', 'local'),
            layout: text(12, {'symbol-placement': 'line', 'symbol-spacing': 300}), paint: ink}),
        {id: 'estate-names', type: 'symbol', source: 'outlines', minzoom: 12.5, filter: isKind('estate-name'),
            layout: text(12, {'text-max-width': 8, 'text-padding': 12}), paint: {...ink, 'text-color': SLATE}},
        {id: 'ward-names', type: 'symbol', source: 'outlines', filter: isKind('ward-name'),
            layout: text(byZoom(10, 11, 14, 15), {'text-max-width': 7, 'text-letter-spacing': 0.02}),
            paint: {...ink, 'text-color': PLUM}},
    ];
}

/** Diagonal lines on nothing: not supplied. */
export function hatch() {
    const size = 8, data = new Uint8Array(size * size * 4);
    for (let i = 0; i < size; i += 1) data.set([0x5a, 0x62, 0x70, 0xff], (i * size + (size - 1 - i)) * 4);
    return {width: size, height: size, data};
}
