/* eslint-disable @typescript-eslint/no-require-imports */
// Commands are loaded when they run: the catalogue and the YAML reader would make `--help` three times as slow.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { Surroundings } from './io';
import { UsageError } from './problem';
import { tool } from '../posture/tool';

/** Runs the command line and gives its exit code: 0 asked and fine, 1 asked and not fine, 2 could not do it, 3 it depends. Never throws. */
export function main(args: readonly string[], surroundings: Surroundings): number {
  let code = 0;
  try {
    programOf(surroundings, result => { code = result; }).parse([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const text = error instanceof Error ? error.message : String(error);
    surroundings.err(error instanceof UsageError ? `cdk8s-hardened: ${text}\n` : `cdk8s-hardened: internal error: ${text.split('\n')[0]}\n`);
    return 2;
  }
}

function programOf(surroundings: Surroundings, done: (code: number) => void): Command {
  const { out, err } = surroundings;
  const program = new Command('cdk8s-hardened')
    .description('Judges Kubernetes manifests by a catalogue of controls.')
    .version(tool().version)
    .configureOutput({ writeOut: out, writeErr: err })
    .exitOverride()
    .addHelpText('after', '\nExit codes: 0 asked and fine, 1 findings, something lacking, or denied, 2 could not do it, 3 it depends. Reports go to standard output, all else to standard error.');

  const check = program.command('check')
    .description('Judge manifests: files, folders, or standard input (rendered Helm, kustomize build, a cluster dump).')
    .argument('[path...]', "files and folders of YAML and JSON; '-' for standard input")
    .option('--profile <name>', "'baseline', 'restricted', 'hardened', …, with a pinned version if need be: restricted@1.31 (default: hardened)")
    .option('--platform <file>', 'platform.yaml: what the cluster is like')
    .addOption(new Option('--format <format>', 'of the report').choices(['pretty', 'json', 'sarif', 'junit', 'markdown', 'html']).default('pretty'))
    .option('--output <file>', 'write the report there, whole or not at all')
    .addOption(new Option('--fail-on <severity>', 'the least severe finding that makes the exit code 1').choices(['critical', 'high', 'medium', 'low']).default('low'))
    .option('--waivers <file>', 'waivers.yaml: what is signed for')
    .option('--controls <file>', 'own controls beside those of the profile: a list in YAML or JSON, or a .js module')
    .option('--against <paths...>', 'an earlier tree, for what changed and is gone; for a cluster dump the trees that own it')
    .option('--only <ids>', 'judge only these controls, comma-separated', ids)
    .option('--skip <id=reason>', 'leave a control out; may be given several times', pairs)
    .option('--include-passes', 'list what passes, too (json)')
    .option('--coverage', 'a table of the ten container risks, and what manifests cannot show (pretty; other formats have it always)')
    .option('--explain <control>', 'say why a control exists, what to write, and what other tools call it; judges nothing')
    .option('--no-color', 'no colours; nor with NO_COLOR, nor into a pipe')
    .action((paths: string[], options: import('./check-command').CheckArguments) => {
      if (paths.length === 0 && options.explain === undefined && surroundings.isInputTerminal) {
        err(check.helpInformation());
        done(2);
        return;
      }
      const { runCheck } = require('./check-command') as typeof import('./check-command');
      done(runCheck(paths.length === 0 ? ['-'] : paths, options, surroundings));
    });

  program.command('preflight')
    .description('Say what a tree needs and a cluster does not serve, before anything is applied.')
    .argument('[tree...]', "files and folders of YAML and JSON; '-' for standard input")
    .requiredOption('--api-resources <dump>', "what the cluster serves: the output of 'kubectl api-resources', or discovery as JSON")
    .option('--posture <file>', 'posture.json of a synth: what the tree requires, beside or instead of the tree itself')
    .addOption(new Option('--format <format>', 'of the answer').choices(['pretty', 'json']).default('pretty'))
    .action((paths: string[], options: import('./preflight-command').PreflightArguments) => {
      const { runPreflight } = require('./preflight-command') as typeof import('./preflight-command');
      done(runPreflight(paths, options, surroundings));
    });

  const reach = program.command('reach')
    .description('Who can reach whom, from the manifests alone; or one question, with --from, --to and --port.')
    .argument('[tree...]', "files and folders of YAML and JSON; '-' for standard input")
    .option('--from <caller>', "only what this caller may reach: 'shop/cart', 'pods:monitoring/app=prometheus', an address")
    .option('--to <callee>', 'only what may reach this callee')
    .option('--port <port>', "with --from and --to one answer, allowed, denied or depends: '8080', '53/UDP'")
    .option('--http <request>', "the request that is asked over the port: 'GET /cart', 'GET /cart shop.example'")
    .option('--explain', 'walk through every layer: which policies hold each side, and which rule lets it through')
    .addOption(new Option('--cni <plugin>', 'how the network plugin reads ipBlock; where the answers differ, it depends').choices(['pod-ip', 'identity', 'any']).default('any'))
    .addOption(new Option('--mesh <mesh>', 'default: as the platform file says, else as namespaces and pods are enrolled').choices(['none', 'istio-sidecar', 'istio-ambient', 'linkerd']))
    .option('--platform <file>', 'platform.yaml: mesh, trust domain, ranges of nodes and pods')
    .option('--all', 'what the workloads call outside the tree by selector or range, and what nodes may call, too')
    .addOption(new Option('--format <format>', 'of the report').choices(['table', 'json', 'mermaid', 'dot', 'svg', 'html']).default('table'))
    .option('--output <file>', 'write the report there, whole or not at all')
    .option('--no-color', 'no colours; nor with NO_COLOR, nor into a pipe')
    .action((paths: string[], options: import('./reach-command').ReachArguments) => {
      if (paths.length === 0 && surroundings.isInputTerminal) {
        err(reach.helpInformation());
        done(2);
        return;
      }
      const { runReach } = require('./reach-command') as typeof import('./reach-command');
      done(runReach(paths.length === 0 ? ['-'] : paths, options, surroundings));
    });

  program.command('admission')
    .description('Write the controls as admission policies, so that the cluster itself enforces them; or say what these would refuse today.')
    .argument('[tree...]', 'the tree or dump that --dry-run and --waivers are about')
    .addOption(new Option('--engine <engine>', 'who enforces: the API server, Kyverno or Gatekeeper').choices(['vap', 'kyverno', 'gatekeeper']).default('vap'))
    .addOption(new Option('--action <action>', 'what happens to an object that is not as it should be').choices(['audit', 'warn', 'deny']).default('audit'))
    .option('--profile <name>', 'the controls that are written (default: hardened)')
    .option('--platform <file>', 'platform.yaml: what the cluster is like')
    .option('--waivers <file>', 'waivers.yaml: each becomes an exclusion, for its object, its control and its term')
    .option('--controls <file>', 'own controls beside those of the profile')
    .option('--only <ids>', 'write only these controls, comma-separated', ids)
    .option('--skip <id=reason>', 'leave a control out; may be given several times', pairs)
    .option('--exempt-namespaces <names>', 'namespaces that are not judged, comma-separated (default: kube-system, kube-public, kube-node-lease)', names)
    .option('--dry-run', 'write nothing: say what would be refused of the tree, team by team')
    .option('--output <file>', 'write the policies there, whole or not at all')
    .action((paths: string[], options: import('./admission-command').AdmissionArguments) => {
      const { runAdmission } = require('./admission-command') as typeof import('./admission-command');
      done(runAdmission(paths, options, surroundings));
    });

  program.command('controls')
    .description('List the controls.')
    .option('--standard <name>', "only those that serve a standard, or a paragraph of it: 'cis', 'cis=5.2.7'")
    .option('--profile <name>', 'only those of a profile')
    .addOption(new Option('--format <format>', 'of the list').choices(['pretty', 'json', 'markdown']).default('pretty'))
    .action((options: import('./controls-command').ControlsArguments) => {
      const { runControls } = require('./controls-command') as typeof import('./controls-command');
      done(runControls(options, surroundings));
    });
  return program;
}

/** An empty list is one too: no namespace is exempt. */
function names(value: string): string[] {
  return value.split(',').map(name => name.trim()).filter(name => name !== '');
}

function ids(value: string, before: string[] = []): string[] {
  const given = names(value);
  if (given.length === 0) throw new InvalidArgumentError('Write ids of controls, comma-separated.');
  return [...before, ...given];
}

function pairs(value: string, before: string[] = []): string[] {
  return [...before, value];
}
