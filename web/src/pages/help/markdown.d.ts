declare module '*.md' {
  const page: import('./tree').Document;
  export default page;
}
