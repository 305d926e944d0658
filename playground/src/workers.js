// Monaco asks for its workers here, before the first editor is made. They lie beside this script, under hashed names
// that build.mjs puts in place of WORKERS.
const SPECIAL = ['graphql', 'json'];

globalThis.MonacoEnvironment = {
  getWorker(_id, label) {
    const name = SPECIAL.includes(label) ? label : 'editor';
    return new Worker(new URL(WORKERS[name], import.meta.url), { name });
  },
};
