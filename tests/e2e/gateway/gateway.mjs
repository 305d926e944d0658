// A federated gateway over touchpoint and two small subgraphs: node gateway.mjs <address of touchpoint's graph>
// Prints its own address as one line of JSON, or fails with the errors of the composition.
import { ApolloGateway, IntrospectAndCompose } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { subgraphs } from './subgraphs.mjs';

const listen = { host: '127.0.0.1', port: 0 };

const small = await Promise.all(
  Object.entries(subgraphs).map(async ([name, schema]) => {
    const { url } = await startStandaloneServer(new ApolloServer({ schema }), { listen });
    return { name, url };
  }),
);
const gateway = new ApolloGateway({
  supergraphSdl: new IntrospectAndCompose({ subgraphs: [{ name: 'touchpoint', url: process.argv[2] }, ...small] }),
});
const { url } = await startStandaloneServer(new ApolloServer({ gateway }), { listen });
console.log(JSON.stringify({ url }));
