// An OAuth 2.0 and OpenID Connect provider, and an API that it protects, for
// the tests in templates/auth/compare/peer: a server that others wrote, so that
// keywright isn't tested against its own reading of the specifications alone.
//
// It listens on a free loopback port, prints "ready <issuer>" once it serves,
// and ends with its standard input, so that no test run leaves one behind.
// Environment: AT_TTL, seconds that an access token lives (default 60).
//
// A person is never needed: the interaction page logs in whom login_hint names
// ("player" without one) and grants all that was asked for. The account
// "decliner" grants nothing, "sparing" the first scope only.
import http from 'node:http';
import Provider from 'oidc-provider';

const API = 'urn:api';
const API_SCOPES = ['wow.profile', 'sc2.profile', 'd3.profile', 'view-user-profile', 'view-private-reports'];
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const lifetime = Number(process.env.AT_TTL ?? 60);

// A client that acts for itself.
const machine = (id, secret, method) => ({
  client_id: id,
  client_secret: secret,
  token_endpoint_auth_method: method,
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
});

const clients = [
  machine('cc', 's3cret-of-cc', 'client_secret_basic'),
  machine('cc-post', 's3cret-of-cc-post', 'client_secret_post'),
  // RFC 6749, section 2.3.1: both parts have to be form-encoded before Basic.
  machine('cc:odd+id', 'p%40ss w:rd/+=', 'client_secret_basic'),
  {
    client_id: 'web',
    client_secret: 's3cret-of-web',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: ['https://app.example/cb'],
  },
  {
    client_id: 'native',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token', DEVICE],
    response_types: ['code'],
    redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'], // any port, RFC 8252
  },
];

// How often each grant was answered, by whose it was: "refresh_token player".
const granted = {};

const configuration = {
  clients,
  scopes: ['openid', 'offline_access', ...API_SCOPES],
  pkce: { required: (_, client) => client.clientId === 'native' },
  rotateRefreshToken: true,
  issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, battle_tag: 'Player#1234' }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  ttl: {
    AccessToken: lifetime, ClientCredentials: lifetime, IdToken: 60, AuthorizationCode: 30, DeviceCode: 600,
    RefreshToken: 3600, Session: 3600, Grant: 3600, Interaction: 600,
  },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: (_, client, token) => client.clientId === token.clientId },
    resourceIndicators: {
      enabled: true,
      // A token is either for the API or for userinfo.
      defaultResource: (ctx) => (/\bopenid\b/.test(ctx.oidc.params?.scope ?? '') ? undefined : API),
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: API_SCOPES.join(' '), audience: API, accessTokenFormat: 'opaque', accessTokenTTL: lifetime,
      }),
    },
  },
};

// bearer finds the live token that a request carries.
async function bearer(provider, req) {
  const [, value] = /^Bearer (.+)$/.exec(req.headers.authorization ?? '') ?? [];
  if (!value) return {};
  const token = await provider.AccessToken.find(value) ?? await provider.ClientCredentials.find(value);
  return { value, token: token?.isValid ? token : undefined };
}

// api is the protected resource. It tells who called and how long the body was.
async function api(provider, req, res) {
  const { value, token } = await bearer(provider, req);
  let bodyBytes = 0;
  for await (const chunk of req) bodyBytes += chunk.length;
  res.setHeader('content-type', 'application/json');
  if (!token) { // RFC 6750, section 3
    res.writeHead(401, { 'www-authenticate': value ? 'Bearer error="invalid_token"' : 'Bearer' });
    res.end(value ? '{"error":"invalid_token"}' : '');
    return;
  }
  if (req.url.startsWith('/api/echo')) { // a careless API
    res.statusCode = 400;
    res.end(JSON.stringify({ error: 'echo', error_description: `${req.url} ${req.headers.authorization}` }));
    return;
  }
  res.end(JSON.stringify({ client: token.clientId, account: token.accountId ?? '', scope: token.scope ?? '', bodyBytes }));
}

// interact stands in for the person at the browser.
async function interact(provider, req, res) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(req, res);
  if (prompt.name === 'login') {
    return provider.interactionFinished(req, res, { login: { accountId: params.login_hint ?? 'player' } });
  }
  if (session.accountId === 'decliner') {
    return provider.interactionFinished(req, res, { error: 'access_denied', error_description: 'no, thanks' });
  }
  const grant = (grantId && await provider.Grant.find(grantId))
    || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details;
  if (missingOIDCScope.length > 0) grant.addOIDCScope(missingOIDCScope.join(' '));
  for (const [resource, scopes] of Object.entries(missingResourceScopes)) {
    const kept = session.accountId === 'sparing' ? 1 : scopes.length;
    grant.addResourceScope(resource, scopes.slice(0, kept).join(' '));
    if (kept < scopes.length) grant.rejectResourceScope(resource, scopes.slice(kept).join(' '));
  }
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(req, res, { consent }, { mergeWithLastSubmission: true });
}

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  provider.on('grant.success', ({ oidc }) => {
    const key = `${oidc.params.grant_type} ${oidc.entities.Account?.accountId ?? oidc.client.clientId}`;
    granted[key] = (granted[key] ?? 0) + 1;
  });
  const oauth = provider.callback();
  server.on('request', async (req, res) => {
    try {
      if (req.url.startsWith('/api/')) await api(provider, req, res);
      else if (req.url.startsWith('/interaction/')) await interact(provider, req, res);
      else if (req.url === '/granted') res.end(JSON.stringify(granted));
      else await oauth(req, res);
    } catch (err) {
      if (!res.headersSent) res.writeHead(500);
      res.end(String(err));
    }
  });
  console.log(`ready ${issuer}`);
});

process.stdin.on('end', () => process.exit(0)).resume();
