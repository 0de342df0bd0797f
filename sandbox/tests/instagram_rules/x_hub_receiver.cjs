// Answers 200 to a delivery whose signature `express-x-hub` accepts, else 401.
// Arguments: the folder of the package, and the app's secret.
const http = require("node:http");
const [package_folder, secret] = process.argv.slice(2);
const verify = require(package_folder)({ algorithm: "sha1", secret });

const server = http.createServer((request, response) => {
  request.header = (name) => request.headers[name.toLowerCase()];
  verify(request, response, (error) => {
    const genuine = !error && request.isXHub && request.isXHubValid();
    response.writeHead(genuine ? 200 : 401).end();
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
