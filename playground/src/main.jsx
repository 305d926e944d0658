// The page: GraphiQL, pointed at the path it was loaded from. It asks for the vendor requests behind each answer too.
import './workers.js';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './page.css';
import defaultQuery from './default.graphql';

const fetcher = createGraphiQLFetcher({ url: window.location.pathname, headers: { 'touchpoint-trace': '1' } });

createRoot(document.getElementById('playground')).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={defaultQuery}
    plugins={[HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })]}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>Touchpoint</GraphiQL.Logo>
  </GraphiQL>,
);
