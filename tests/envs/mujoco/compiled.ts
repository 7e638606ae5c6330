import type { Engine } from "../../../lib/envs/mujoco/engine.ts";
import { type Robot, toMjcf } from "../../../lib/envs/mujoco/mjcf/robot.ts";

type Numbers = Float64Array | Int32Array;

function rows(values: Numbers, count: number): number[][] {
  const width = values.length / count;
  return Array.from({ length: count }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);
}

function volume(type: string, [x, y, z]: readonly number[]): number | null {
  switch (type) {
    case "mjGEOM_SPHERE":
      return 4 / 3 * Math.PI * x ** 3;
    case "mjGEOM_CAPSULE":
      return 4 / 3 * Math.PI * x ** 3 + 2 * Math.PI * x ** 2 * y;
    case "mjGEOM_CYLINDER":
      return 2 * Math.PI * x ** 2 * y;
    case "mjGEOM_BOX":
      return 8 * x * y * z;
    default:
      return null;
  }
}

/**
 * What MuJoCo makes of a robot: every number that the reference files list, in their structure.
 * A single `mj_forward` at the initial position gives the part `atQpos0`.
 */
export function compiledFacts(engine: Engine, robot: Robot): unknown {
  const model = engine.MjModel.from_xml_string(toMjcf(robot));
  const data = new engine.MjData(model);
  const { mjtObj } = engine;
  const nameOf = (value: number, group: object) =>
    Object.entries(group)
      .find(([key, one]) => key.startsWith("mj") && (one as { value: number }).value === value)
      ?.[0];
  const named = (kind: { value: number }, i: number) => engine.mj_id2name(model, kind.value, i);
  const { nbody, njnt, ngeom, nu, nsite, ntendon, nkey, nq, nv } = model;
  try {
    engine.mj_forward(model, data);
    const ids = (count: number) => Array.from({ length: count }, (_, i) => i);
    const bodyName = (i: number) => named(mjtObj.mjOBJ_BODY, i);
    const body = (field: string) => rows(model[`body_${field}` as "body_pos"], nbody);
    const joint = (field: string) => rows(model[`jnt_${field}` as "jnt_pos"], njnt);
    const dof = (field: string) => model[`dof_${field}` as "dof_damping"];
    const geom = (field: string) => rows(model[`geom_${field}` as "geom_pos"], ngeom);
    const actuator = (field: string) => rows(model[`actuator_${field}` as "actuator_gear"], nu);

    const geoms = ids(ngeom).map((id) => {
      const type = nameOf(geom("type")[id][0], engine.mjtGeom)!;
      const of = geom("bodyid")[id][0];
      const size = geom("size")[id];
      return {
        id,
        name: named(mjtObj.mjOBJ_GEOM, id),
        body: of,
        bodyName: bodyName(of),
        type,
        size,
        ...Object.fromEntries(
          ["pos", "quat", "friction", "solref", "solimp"].map((field) => [field, geom(field)[id]]),
        ),
        ...Object.fromEntries(
          ["contype", "conaffinity", "condim", "priority", "solmix", "margin", "gap"]
            .map((field) => [field, geom(field)[id][0]]),
        ),
        volume: volume(type, size),
      };
    });
    const impliedDensity = (of: number) => {
      const volumes = geoms.filter((one) => one.body === of).map((one) => one.volume ?? 0);
      return of === 0 ? null : body("mass")[of][0] / volumes.reduce((sum, one) => sum + one, 0);
    };
    const massMatrix = new engine.DoubleBuffer(nv * nv);
    engine.mj_fullM(model, data, massMatrix);
    const fullM = [...massMatrix.GetView()];
    massMatrix.delete();
    const { opt, stat } = model;
    return {
      ...Object.fromEntries(
        [
          ...["nq", "nv", "nu", "na", "nbody", "njnt", "ngeom", "nsite", "ntendon", "neq"],
          ...["nexclude", "npair", "nkey", "nsensor"],
        ].map((name) => [name, model[name as "nq"]]),
      ),
      nM: model.nM,
      option: {
        integrator: nameOf(opt.integrator, engine.mjtIntegrator),
        solver: nameOf(opt.solver, engine.mjtSolver),
        cone: nameOf(opt.cone, engine.mjtCone),
        jacobian: nameOf(opt.jacobian, engine.mjtJacobian),
        ...Object.fromEntries(
          [
            ...["timestep", "iterations", "tolerance", "ls_iterations", "ls_tolerance"],
            ...["noslip_iterations", "impratio", "ccd_iterations", "disableflags", "enableflags"],
            ...["density", "viscosity"],
          ].map((name) => [name, opt[name as "timestep"]]),
        ),
        gravity: [...opt.gravity],
        wind: [...opt.wind],
        magnetic: [...opt.magnetic],
      },
      stat: {
        meaninertia: stat.meaninertia,
        meanmass: stat.meanmass,
        meansize: stat.meansize,
        extent: stat.extent,
        center: [...stat.center],
      },
      totalMass: body("mass").reduce((sum, [mass]) => sum + mass, 0),
      bodies: ids(nbody).map((id) => ({
        id,
        name: bodyName(id),
        parent: body("parentid")[id][0],
        parentName: bodyName(body("parentid")[id][0]),
        ...Object.fromEntries(
          ["pos", "quat", "ipos", "iquat", "inertia", "invweight0"]
            .map((field) => [field, body(field)[id]]),
        ),
        mass: body("mass")[id][0],
        subtreeMass: body("subtreemass")[id][0],
        gravcomp: body("gravcomp")[id][0],
        impliedDensity: impliedDensity(id),
      })),
      joints: ids(njnt).map((id) => {
        const type = nameOf(joint("type")[id][0], engine.mjtJoint)!.slice(6).toLowerCase();
        const [coordinates, dofs] = type === "free" ? [7, 6] : [1, 1];
        const qposadr = joint("qposadr")[id][0];
        const dofadr = joint("dofadr")[id][0];
        const coordinate = (all: Numbers) => [...all.subarray(qposadr, qposadr + coordinates)];
        return {
          id,
          name: named(mjtObj.mjOBJ_JOINT, id),
          type,
          body: joint("bodyid")[id][0],
          bodyName: bodyName(joint("bodyid")[id][0]),
          qposadr,
          dofadr,
          limited: model.jnt(id).limited,
          pos: joint("pos")[id],
          axis: joint("axis")[id],
          range: joint("range")[id],
          margin: joint("margin")[id][0],
          stiffness: joint("stiffness")[id][0],
          solreflimit: joint("solref")[id],
          solimplimit: joint("solimp")[id],
          ref: coordinate(model.qpos0),
          springref: coordinate(model.qpos_spring),
          dofs: ids(dofs).map((i) => ({
            dof: dofadr + i,
            ...Object.fromEntries(
              ["damping", "armature", "frictionloss", "invweight0", "M0"]
                .map((field) => [field, dof(field)[dofadr + i]]),
            ),
          })),
        };
      }),
      geoms: geoms.map((one) => ({ ...one, impliedDensity: impliedDensity(one.body) })),
      actuators: ids(nu).map((id) => ({
        id,
        name: named(mjtObj.mjOBJ_ACTUATOR, id),
        trntype: nameOf(actuator("trntype")[id][0], engine.mjtTrn),
        joint: actuator("trnid")[id][0],
        jointName: named(mjtObj.mjOBJ_JOINT, actuator("trnid")[id][0]),
        gear: actuator("gear")[id],
        ctrllimited: model.actuator(id).ctrllimited,
        ctrlrange: actuator("ctrlrange")[id],
        forcelimited: model.actuator(id).forcelimited,
        gaintype: nameOf(actuator("gaintype")[id][0], engine.mjtGain),
        gainprm0: actuator("gainprm")[id][0],
        biastype: nameOf(actuator("biastype")[id][0], engine.mjtBias),
        dyntype: nameOf(actuator("dyntype")[id][0], engine.mjtDyn),
      })),
      sites: ids(nsite).map((id) => ({
        id,
        name: named(mjtObj.mjOBJ_SITE, id),
        body: model.site_bodyid[id],
        pos: rows(model.site_pos, nsite)[id],
        quat: rows(model.site_quat, nsite)[id],
      })),
      tendons: ids(ntendon).map((id) => ({
        id,
        name: named(mjtObj.mjOBJ_TENDON, id),
        limited: model.tendon(id)._limited,
        range: rows(model.tendon_range, ntendon)[id],
        stiffness: model.tendon_stiffness[id],
        damping: model.tendon_damping[id],
        frictionloss: model.tendon_frictionloss[id],
        wrap: ids(model.tendon_num[id]).map((i) => model.tendon_adr[id] + i).map((i) => ({
          type: nameOf(model.wrap_type[i], engine.mjtWrap),
          joint: model.wrap_objid[i],
          jointName: named(mjtObj.mjOBJ_JOINT, model.wrap_objid[i]),
          coef: model.wrap_prm[i],
        })),
      })),
      excludes: [],
      numeric: ids(model.nnumeric).map((id) => ({
        name: named(mjtObj.mjOBJ_NUMERIC, id),
        data: [...model.numeric_data].slice(
          model.numeric_adr[id],
          model.numeric_adr[id] + model.numeric_size[id],
        ),
      })),
      qpos0: [...model.qpos0],
      qposSpring: [...model.qpos_spring],
      keyframes: ids(nkey).map((id) => ({
        id,
        time: model.key_time[id],
        qpos: [...model.key_qpos].slice(id * nq, (id + 1) * nq),
        qvel: [...model.key_qvel].slice(id * nv, (id + 1) * nv),
        ctrl: [...model.key_ctrl].slice(id * nu, (id + 1) * nu),
      })),
      atQpos0: {
        ncon: data.ncon,
        xpos: rows(data.xpos, nbody),
        xipos: rows(data.xipos, nbody),
        subtreeCom0: rows(data.subtree_com, nbody)[0],
        qfrc_bias: [...data.qfrc_bias],
        qfrc_passive: [...data.qfrc_passive],
        qacc: [...data.qacc],
        fullM,
      },
    };
  } finally {
    data.delete();
    model.delete();
  }
}
